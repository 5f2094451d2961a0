const box = document.getElementById("q");
const list = document.getElementById("hits");
let last = 0;

async function ask() {
  const mine = ++last;
  const answer = await (await fetch(`/v1/people?q=${encodeURIComponent(box.value)}`)).json();
  if (mine !== last) return;
  list.replaceChildren(...(answer.hits ?? []).map((hit) => {
    const line = document.createElement("li");
    const posts = hit.posts.map((post) => `${post.unit?.company ?? ""} ${post.title.text}`).join("、");
    line.textContent = [hit.name, posts, ...hit.contacts.map((contact) => contact.text)].join(" · ");
    return line;
  }));
}
box.addEventListener("input", (event) => { if (!event.isComposing) ask(); });
box.addEventListener("compositionend", ask);
