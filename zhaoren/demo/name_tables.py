"""Surnames with readings, spellings and frequencies, and the characters and words that given names are made of.

Weights are rough shares per 10,000 people; they only have to make common names common.
"""

from __future__ import annotations

# characters, pinyin, Hong Kong spelling, Taiwan spelling (Wade-Giles without marks), traditional, weight
SURNAMES = """
王 wang Wong Wang 王 720|李 li Lee Lee 李 718|张 zhang Cheung Chang 張 680|刘 liu Lau Liu 劉 520
陈 chen Chan Chen 陳 460|杨 yang Yeung Yang 楊 310|黄 huang Wong Huang 黃 225|赵 zhao Chiu Chao 趙 206
吴 wu Ng Wu 吳 205|周 zhou Chow Chou 周 202|徐 xu Tsui Hsu 徐 145|孙 sun Suen Sun 孫 144
马 ma Ma Ma 馬 129|朱 zhu Chu Chu 朱 126|胡 hu Wu Hu 胡 117|郭 guo Kwok Kuo 郭 115
何 he Ho Ho 何 114|高 gao Ko Kao 高 110|林 lin Lam Lin 林 108|罗 luo Law Lo 羅 104
郑 zheng Cheng Cheng 鄭 102|梁 liang Leung Liang 梁 97|谢 xie Tse Hsieh 謝 90|宋 song Sung Sung 宋 81
唐 tang Tong Tang 唐 80|许 xu Hui Hsu 許 78|韩 han Hon Han 韓 76|冯 feng Fung Feng 馮 72
邓 deng Tang Teng 鄧 70|曹 cao Tso Tsao 曹 66|彭 peng Pang Peng 彭 64|曾 zeng Tsang Tseng 曾 63
肖 xiao Siu Hsiao 蕭 62|田 tian Tin Tien 田 60|董 dong Tung Tung 董 58|袁 yuan Yuen Yuan 袁 57
潘 pan Poon Pan 潘 55|于 yu Yu Yu 于 54|蒋 jiang Tseung Chiang 蔣 52|蔡 cai Choi Tsai 蔡 51
余 yu Yu Yu 余 49|杜 du To Tu 杜 48|叶 ye Yip Yeh 葉 47|程 cheng Ching Cheng 程 46
苏 su So Su 蘇 45|魏 wei Ngai Wei 魏 44|吕 lyu Lui Lu 呂 43|丁 ding Ting Ting 丁 42
任 ren Yam Jen 任 41|沈 shen Shum Shen 沈 40|姚 yao Yiu Yao 姚 38|卢 lu Lo Lu 盧 37
姜 jiang Keung Chiang 姜 36|崔 cui Tsui Tsui 崔 35|钟 zhong Chung Chung 鍾 34|谭 tan Tam Tan 譚 33
陆 lu Luk Lu 陸 32|汪 wang Wong Wang 汪 31|范 fan Fan Fan 范 30|金 jin Kam Chin 金 29
石 shi Shek Shih 石 28|廖 liao Liu Liao 廖 27|贾 jia Ka Chia 賈 26|夏 xia Ha Hsia 夏 25
韦 wei Wai Wei 韋 24|付 fu Fu Fu 付 23|方 fang Fong Fang 方 22|白 bai Pak Pai 白 21
邹 zou Chau Tsou 鄒 20|孟 meng Mang Meng 孟 19|熊 xiong Hung Hsiung 熊 18|秦 qin Tsun Chin 秦 18
邱 qiu Yau Chiu 邱 18|江 jiang Kong Chiang 江 18|尹 yin Wan Yin 尹 16|薛 xue Sit Hsueh 薛 16
闫 yan - - 閻 15|段 duan Tuen Tuan 段 14|雷 lei Lui Lei 雷 14|侯 hou Hau Hou 侯 13
龙 long Lung Lung 龍 13|史 shi Sze Shih 史 12|陶 tao To Tao 陶 12|黎 li Lai Li 黎 12
贺 he Ho Ho 賀 11|顾 gu Koo Ku 顧 11|毛 mao Mo Mao 毛 10|郝 hao - - 郝 10
龚 gong Kung Kung 龔 10|邵 shao Siu Shao 邵 10|万 wan Man Wan 萬 9|钱 qian Chin Chien 錢 9
严 yan Yim Yen 嚴 9|戴 dai Tai Tai 戴 9|莫 mo Mok Mo 莫 8|孔 kong Hung Kung 孔 8
向 xiang - - 向 7|常 chang - - 常 7|欧 ou Au Ou 歐 5|游 you Yau Yu 游 5
"""

# characters, right reading, what a converter without a surname table writes, weight
POLYPHONIC = """
单 shan dan 14|仇 qiu chou 9|曾 zeng ceng 25|解 xie jie 10|查 zha cha 10|翟 zhai di 14
覃 qin tan 14|区 ou qu 8|盖 ge gai 6|乐 yue le 6|朴 piao pu 6|缪 miao mou 6
卜 bu bo 6|阚 kan han 4|员 yun yuan 3|折 she zhe 3|种 chong zhong 3|尉 yu wei 3
黑 he hei 2|牟 mou mu 5
"""

# characters, reading of each syllable, naive reading or -, traditional, Hong Kong spelling or -, weight
COMPOUND = """
欧阳 ou,yang - 歐陽 Au-Yeung 16|司马 si,ma - 司馬 - 6|上官 shang,guan - 上官 Sheung-Koon 6
诸葛 zhu,ge - 諸葛 - 6|司徒 si,tu - 司徒 Szeto 6|尉迟 yu,chi wei,chi 尉遲 - 4
万俟 mo,qi wan,si 万俟 - 3|令狐 ling,hu - 令狐 - 4|皇甫 huang,fu - 皇甫 - 5
慕容 mu,rong - 慕容 - 4|夏侯 xia,hou - 夏侯 - 4|长孙 zhang,sun chang,sun 長孫 - 3
端木 duan,mu - 端木 - 3|东方 dong,fang - 東方 - 4|南宫 nan,gong - 南宮 - 3
澹台 tan,tai dan,tai 澹臺 - 2
"""

MALE = (
    "伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭亮峰建国文志海成林庆东南山岩松柏栋梁坤远航振宏毅博睿翔轩"
    "晨阳昊天泽昱铭锋钧铎炎煜炜烨然焕荣贵福祥瑞康宁安邦定江河川洋源深渊涵晟景晖曜昭彦彬达通顺德仁义信诚"
)
FEMALE = (
    "芳娜敏静丽艳娟霞秀燕玲桂英红梅兰菊莉萍琴云洁倩雪琳瑶璐婷婧妍姝媛嫣怡悦欣慧颖聪蕾蓉蓓薇茜菲芸芝荷莲"
    "岚晴雯霏露霜凤鸾佳佩珊珍珠琪琦瑾瑜璇曼柔婉淑雅诗韵音歌舞语嘉文思念念真纯晓晗昕月彩虹"
)
BORN_EARLY = (
    "建国", "建军", "国强", "志强", "卫东", "永红", "爱华",
    "秀英", "桂兰", "玉梅", "德胜", "宝山", "文革", "援朝",
)  # fmt: skip
BORN_LATE = (
    "子轩", "梓涵", "浩然", "雨桐", "欣怡", "宇轩", "一诺",
    "思远", "奕辰", "可馨", "若曦", "嘉懿", "沐阳", "语嫣",
)  # fmt: skip

COMMON_FULL = ("张伟", "王伟", "李伟", "刘洋", "王芳", "李娜", "张敏", "李静", "王磊", "张磊", "陈杰", "李强")
"""Names that one company usually has several of."""

READING_IN_NAMES = {"乐": "le", "晟": "sheng", "茜": "qian", "柏": "bai", "俊": "jun", "万": "wan"}
"""Everyday readings in given names where a converter needs context."""

# traditional, simplified, pinyin, Hong Kong, Taiwan, gender (m, f, - = both)
OVERSEAS_GIVEN = """
偉 伟 wei Wai Wei m|文 文 wen Man Wen -|志 志 zhi Chi Chih m|強 强 qiang Keung Chiang m
華 华 hua Wah Hua -|明 明 ming Ming Ming m|美 美 mei Mei Mei f|玲 玲 ling Ling Ling f
嘉 嘉 jia Ka Chia -|家 家 jia Ka Chia m|豪 豪 hao Ho Hao m|傑 杰 jie Kit Chieh m
麗 丽 li Lai Li f|淑 淑 shu Suk Shu f|芬 芬 fen Fan Fen f|慧 慧 hui Wai Hui f
敏 敏 min Man Min -|俊 俊 jun Chun Chun m|健 健 jian Kin Chien m|國 国 guo Kwok Kuo m
建 建 jian Kin Chien m|德 德 de Tak Te m|榮 荣 rong Wing Jung m|輝 辉 hui Fai Hui m
儀 仪 yi Yee Yi f|穎 颖 ying Wing Ying f|欣 欣 xin Yan Hsin f|怡 怡 yi Yi Yi f
婷 婷 ting Ting Ting f|雅 雅 ya Nga Ya f|思 思 si Sze Ssu -|詩 诗 shi Sze Shih f
琪 琪 qi Ki Chi f|君 君 jun Kwan Chun -|宗 宗 zong Chung Tsung m|翰 翰 han Hon Han m
宏 宏 hong Wang Hung m|冠 冠 guan Koon Kuan m|宇 宇 yu Yu Yu m|彥 彦 yan Yin Yen m
子 子 zi Tsz Tzu -|浩 浩 hao Ho Hao m|朗 朗 lang Long Lang m|承 承 cheng Shing Cheng m
恩 恩 en Yan En -|惠 惠 hui Wai Hui f|珍 珍 zhen Chun Chen f|雯 雯 wen Man Wen f
潔 洁 jie Kit Chieh f|鳳 凤 feng Fung Feng f
"""

ENGLISH_MALE = (
    "Wayne", "David", "Kevin", "Jason", "Eric", "Tony", "Leo", "Frank", "Alex",
    "Peter", "Vincent", "Andy", "Raymond", "Simon", "Jacky", "Ivan", "Oscar", "Felix",
)  # fmt: skip
ENGLISH_FEMALE = (
    "Grace", "Lily", "Amy", "Vivian", "Cindy", "Helen", "Joyce", "Wendy", "Iris",
    "Fiona", "Sophie", "Emily", "Jenny", "Carol", "Rita", "Yolanda", "Zoe", "Una",
)  # fmt: skip

ABROAD = (
    ("José", "García", "m"), ("François", "Lefèvre", "m"), ("Jürgen", "Müller", "m"), ("Søren", "Ødegård", "m"),
    ("Małgorzata", "Wiśniewska", "f"), ("Conceição", "Araújo", "f"), ("Łukasz", "Wójcik", "m"), ("Zoë", "O'Brien", "f"),
    ("Björn", "Åkesson", "m"), ("Håkon", "Strauß", "m"), ("Inés", "Muñoz", "f"), ("Mehmet", "Yılmaz", "m"),
    ("Jean-Luc", "Bézier", "m"), ("Anaïs", "Delacroix", "f"), ("Tomáš", "Dvořák", "m"), ("Emily", "Carter", "f"),
    ("Robert", "van der Berg", "m"), ("Siân", "Llewellyn", "f"), ("Krzysztof", "Żak", "m"), ("Márta", "Szabó", "f"),
    ("Minjun", "Kim", "m"), ("Seo-yeon", "Park", "f"), ("Kenichi", "Satō", "m"), ("Hương", "Nguyễn", "f"),
)  # fmt: skip


def surname_rows() -> list[tuple[str, str, str, str, str, int]]:
    """Characters, pinyin, Hong Kong, Taiwan, traditional, weight of each everyday surname."""
    rows = [entry.split() for line in SURNAMES.split("\n") for entry in line.split("|") if entry]
    return [(row[0], row[1], row[2], row[3], row[4], int(row[5])) for row in rows]


def polyphonic_rows() -> list[tuple[str, str, str, int]]:
    """Characters, right reading, naive reading, weight."""
    rows = [entry.split() for line in POLYPHONIC.split("\n") for entry in line.split("|") if entry]
    return [(row[0], row[1], row[2], int(row[3])) for row in rows]


def compound_rows() -> list[tuple[str, str, str | None, str, str | None, int]]:
    """Characters, reading (spaced), naive reading or None, traditional, Hong Kong spelling or None, weight."""
    rows = [entry.split() for line in COMPOUND.split("\n") for entry in line.split("|") if entry]
    return [
        (
            row[0],
            row[1].replace(",", " "),
            None if row[2] == "-" else row[2].replace(",", ""),
            row[3],
            None if row[4] == "-" else row[4],
            int(row[5]),
        )
        for row in rows
    ]


def overseas_rows() -> list[tuple[str, str, str, str, str, str]]:
    """Traditional, simplified, pinyin, Hong Kong, Taiwan, gender of a given-name character."""
    rows = [entry.split() for line in OVERSEAS_GIVEN.split("\n") for entry in line.split("|") if entry]
    return [(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows]
