// Every text of the page in both languages, and which language is shown.

import { REVIEW_FIELDS, REVIEW_WORDS } from "./review_words.js";
import { RUN_KINDS, RUN_WORDS } from "./run_words.js";

const WORDS = {
  ...REVIEW_WORDS,
  ...RUN_WORDS,
  under_a_second: ["不到 1 秒", "less than a second"],
  comma: ["，", ", "],
  colon: ["：", ": "],
  semicolon: ["；", "; "],
  brand: ["找人", "zhaoren"],
  search: ["找人", "Find people"],
  to_search: ["找人", "People"],
  tree: ["组织", "Organisation"],
  placeholder: ["公司 职能 职位、姓名、拼音、首字母或号码", "Company, function, post, name, pinyin or number"],
  clear: ["清空", "Clear"],
  other_language: ["English", "中文"],
  other_language_label: ["Switch to English", "切换到中文"],
  keys: ["快捷键", "Keys"],
  close: ["关闭", "Close"],
  skip: ["跳到内容", "Skip to content"],
  suggestions: ["输入建议", "Suggestions"],
  understood: ["理解为", "Understood as"],
  remove_part: ["去掉“{text}”再找", "Ask again without “{text}”"],
  searching: ["正在找……", "Searching …"],
  loading: ["正在读取……", "Loading …"],
  nobody: ["没有找到符合的人", "Nobody fits"],
  nobody_hint: ["换一个写法，或去掉一个条件再找。", "Try another spelling, or take one part away."],
  nothing_fits: ["没有与“{text}”相符的内容", "Nothing fits “{text}”"],
  vacant: ["这个职位目前空缺", "This post is vacant"],
  vacant_posts: ["空缺职位", "Vacant posts"],
  no_such_function: ["这家公司没有这个职能", "This company has no such function"],
  unknown_company: ["没有这家公司", "No such company"],
  unknown_name: ["没有叫这个名字的人", "Nobody bears this name"],
  nearby: ["相近的人，不在结果之内", "Near, but not what was asked"],
  found_1: ["找到 1 人", "1 person found"],
  found_n: ["找到 {n} 人", "{n} people found"],
  found_more: ["找到 {n} 人以上", "More than {n} people found"],
  more: ["再看一些", "Show more"],
  people: ["人员", "People"],
  documents: ["文档", "Documents"],
  documents_n: ["找到 {n} 份文档", "{n} documents found"],
  also_documents: ["有文档提到它", "Documents speak of it"],
  no_documents: ["没有找到文档", "No documents found"],
  best: ["最符合", "Best answer"],
  why: ["依据", "Why"],
  more_post: ["另有 1 个职务", "and 1 more post"],
  more_posts: ["另有 {n} 个职务", "and {n} more posts"],
  acting: ["代理", "acting"],
  second: ["兼任", "second post"],
  seconded: ["借调／挂职", "on secondment"],
  past_posts: ["过往职务", "Earlier posts"],
  left: ["已离职", "has left"],
  unknown_status: ["在职情况不明", "not known whether still here"],
  shared: ["多人共用", "shared"],
  call: ["拨打 {name} 的电话 {text}", "Call {name}, {text}"],
  mail: ["写邮件给 {name}：{text}", "Write to {name}, {text}"],
  copy: ["复制 {text}", "Copy {text}"],
  copied: ["已复制", "Copied"],
  not_copied: ["浏览器不让复制", "The browser would not copy"],
  card: ["人员", "Person"],
  back: ["返回", "Back"],
  posts: ["职务", "Posts"],
  no_posts: ["没有现任职务", "No post at present"],
  contacts: ["联系方式", "Contacts"],
  no_contacts: ["没有可以显示的联系方式", "No contacts that can be shown"],
  names: ["姓名", "Names"],
  line: ["上级与团队", "Manager and team"],
  manager: ["汇报给", "Reports to"],
  team: ["直接下属", "Direct reports"],
  no_team: ["没有已知的直接下属", "No known direct reports"],
  details: ["更多资料", "More details"],
  identity: ["核对身份用的资料", "Details that tell namesakes apart"],
  withheld: ["存在但您无权查看", "Exists, but is not open to you"],
  sources: ["来源", "Sources"],
  source_of: ["“{text}”的来源：{n}", "Sources of “{text}”: {n}"],
  sources_n: ["{n} 个来源", "{n} sources"],
  sources_1: ["1 个来源", "1 source"],
  since: ["自 {date}", "since {date}"],
  as_of: ["{date} 读取", "read {date}"],
  source_out_of_date: ["{source} 的资料读取于 {date}，可能已过时", "What {source} says was read {date}; it may be out of date"],
  as_of_stale: ["{date} 读取，可能已过时", "read {date}, maybe out of date"],
  record: ["记录 {key}", "record {key}"],
  from_to: ["{from} 至 {to}", "{from} to {to}"],
  from_on: ["{from} 起", "since {from}"],
  until: ["至 {to}", "until {to}"],
  heads: ["负责人", "Heads"],
  no_heads: ["没有已知的负责人", "No known head"],
  headcount: ["{n} 人", "{n} people"],
  headcount_1: ["1 人", "1 person"],
  headcount_more: ["{n} 人以上", "more than {n} people"],
  below: ["下属单位", "Units below"],
  also_called: ["又名", "Also called"],
  who_heads: ["查看负责人", "Who runs it"],
  find_in: ["在其中找人", "Find people in it"],
  show_in_tree: ["在组织树中查看", "Show in the tree"],
  tree_hint: ["↑↓ 移动，→ 展开，← 收起，回车查看", "↑↓ move, → open, ← close, Enter shows"],
  choose_unit: ["选一个单位，看负责人和人数。", "Choose a unit to see who heads it and how many work there."],
  unplaced: ["未能放入组织树：{why}", "Could not be placed in the tree: {why}"],
  city: ["城市", "City"],
  industry: ["行业", "Industry"],
  codes: ["代码", "Codes"],
  start: ["要找谁？", "Whom do you need?"],
  start_hint: ["像平常说话一样输入：公司、职能、职位、姓名、拼音、首字母，或号码的几位。",
    "Type it as you would say it: company, function, post, name, pinyin, initials, or a few digits of a number."],
  examples: ["试试", "Try"],
  example_role: ["{company} 财务 负责人", "{company} finance head"],
  example_letters: ["zhangw", "zhangw"],
  companies: ["公司", "Companies"],
  away: ["服务没有应答", "The server does not answer"],
  away_more: ["这不表示没有这个人。请检查网络，或稍后再试。",
    "This does not mean that nobody was found. Check the connection, or try again later."],
  missing: ["还没有可查询的目录", "There is no directory to ask yet"],
  missing_more: ["管理员需要先运行 zhaoren sync。", "An administrator has to run zhaoren sync first."],
  unavailable: ["搜索引擎暂时没有应答", "The search engine does not answer now"],
  unavailable_more: ["这不表示没有这个人。请稍后再试。", "This does not mean that nobody was found. Try again shortly."],
  busy: ["目录正在更新", "The directory is being renewed"],
  busy_more: ["请过几秒再试。", "Try again in a few seconds."],
  refused: ["这里不允许查询", "Asking is not allowed here"],
  refused_more: ["目前只有本机可以查询。", "For now only this machine may ask."],
  absent: ["没有这个人或单位，或您无权查看", "No such person or unit, or none that you may see"],
  absent_more: ["可能已经合并或离开。", "It may have been joined with another, or have left."],
  bad: ["这个问题无法查询", "This question cannot be asked"],
  bad_more: ["请缩短到 200 字以内。", "Keep it to 200 characters."],
  broken: ["出错了", "Something went wrong"],
  broken_more: ["已记录。请稍后再试。", "It was logged. Try again later."],
  retry: ["再试一次", "Try again"],
  key_focus: ["回到搜索框", "Go to the search box"],
  key_move: ["在建议和结果之间移动", "Move through suggestions and results"],
  key_open: ["查看选中的人", "Open what is chosen"],
  key_escape: ["依次：收起建议、清空、返回", "In order: close suggestions, clear, go back"],
  key_copy: ["复制选中的人的第一个号码", "Copy the first number of the chosen person"],
  key_help: ["显示这些快捷键", "Show these keys"],
};

const KINDS = {
  ...RUN_KINDS,
  part: {
    company: ["公司", "Company"], unit: ["部门", "Department"], place: ["地点", "Place"], function: ["职能", "Function"],
    rank: ["职级", "Rank"], relation: ["关系", "Relation"], name: ["姓名", "Name"], number: ["号码", "Number"],
    mail: ["邮箱", "Mail"], login: ["账号", "Login"], topic: ["主题", "Topic"], list: ["名单", "List"],
    rest: ["未理解", "Not understood"],
  },
  contact: {
    mobile: ["手机", "Mobile"], phone: ["座机", "Phone"], email: ["邮箱", "Mail"], chat: ["即时通讯", "Chat"],
    office: ["办公室", "Office"],
  },
  name: {
    main: ["姓名", "Name"], english: ["英文名", "English name"], short: ["简称", "Short name"],
    alias: ["别名", "Also called"], former: ["曾用名", "Former name"], stock: ["证券简称", "Stock name"],
  },
  unit: {
    group: ["集团", "Group"], company: ["公司", "Company"], executive: ["领导班子", "Executive office"],
    department: ["部门", "Department"], section: ["科组", "Section"], line: ["条线", "Line"], site: ["基地", "Site"],
    team: ["班组", "Team"], other: ["单位", "Unit"],
  },
  field: {
    ...REVIEW_FIELDS,
    employee_number: ["工号", "Employee number"], login: ["账号", "Login"], city: ["城市", "City"],
    office: ["办公室", "Office"], gender: ["性别", "Gender"], birth_date: ["出生日期", "Date of birth"],
    id_hash: ["证件校验值", "Identity hash"], hire_date: ["入职日期", "First day"], leave_date: ["离职日期", "Last day"],
    enabled: ["账号启用", "Account enabled"], mobile: ["手机", "Mobile"], phone: ["座机", "Phone"],
    email: ["邮箱", "Mail"], chat_id: ["即时通讯", "Chat"], chat: ["即时通讯", "Chat"],
  },
  involvement: {
    author: ["作者", "author"], lead: ["牵头", "lead"], member: ["成员", "member"], mentioned: ["提及", "mentioned"],
  },
};

const STORED = "zhaoren.language";
let place = remembered() === "en" ? 1 : 0;

function remembered() {
  try {
    return localStorage.getItem(STORED) ?? (/^zh\b/i.test(navigator.language) || !navigator.language ? "zh" : "en");
  } catch {
    return "zh"; // storage may be forbidden; the page works without a memory
  }
}

/** "zh" or "en". */
export function language() {
  return place === 1 ? "en" : "zh";
}

/** Shows the other language from now on, and remembers it. */
export function changeLanguage() {
  place = 1 - place;
  try {
    localStorage.setItem(STORED, language());
  } catch { /* see above */ }
}

/** A text by its key; `{name}` in it is filled in. */
export function t(key, values = {}) {
  return WORDS[key][place].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** The word for a member of a closed list; the member itself where the list has grown meanwhile. */
export function kind(list, member) {
  return KINDS[list][member]?.[place] ?? member;
}

/** The sentence of the API in the language shown. */
export function pick(text) {
  return text === null ? "" : text[language()];
}

/** A moment as a date of this place, to the minute when `minutes` is true. */
export function date(moment, minutes = false) {
  const at = new Date(moment);
  if (!moment || Number.isNaN(at.getTime())) return moment ?? "";
  const options = minutes ? { dateStyle: "medium", timeStyle: "short" } : { dateStyle: "medium" };
  return new Intl.DateTimeFormat(language() === "en" ? "en-GB" : "zh-CN", options).format(at);
}

/** A number with its thousands marked, as this place writes them. */
export function number(count) {
  return new Intl.NumberFormat(language() === "en" ? "en-GB" : "zh-CN").format(count);
}

const STEPS = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** How long ago a moment was, in its largest unit: "3 hours ago". */
export function ago(moment) {
  const seconds = Math.round((new Date(moment).getTime() - Date.now()) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat(language() === "en" ? "en-GB" : "zh-CN", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/** From one moment to another: "12 seconds". */
export function duration(from, to) {
  const seconds = Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1000);
  if (seconds < 1) return t("under_a_second");
  const [unit, size] = STEPS.find(([, length]) => seconds >= length) ?? STEPS.at(-1);
  const options = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: unit === "second" ? 0 : 1 };
  return new Intl.NumberFormat(language() === "en" ? "en-GB" : "zh-CN", options).format(seconds / size);
}
