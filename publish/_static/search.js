/* The search page. What is typed is looked for in search-data.js: every word must be there, or begin a word there;
   accents and capitals do not matter. All text goes in as text, never as HTML. */
const addressOf = id => searchData.places[searchData.entries[id][0]][1];
const inText = id => addressOf(id).startsWith("explore.html#");
(() => {
  const WORD = /[\p{L}\p{N}\p{M}]+/gu, SHOWN = 50, LETTERS = { "œ": "oe", "æ": "ae", "ß": "ss" };
  const field = document.querySelector("main form.bd-search input");
  const count = document.getElementById("search-count"), results = document.getElementById("search-results");

  const wordsOf = text => text.match(WORD) || [];
  const folded = word =>
    word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[œæß]/g, sign => LETTERS[sign]);
  const index = new MiniSearch({
    fields: ["text"], tokenize: wordsOf, processTerm: folded,
    // Functions come after what is written to be read.
    searchOptions: { prefix: true, combineWith: "AND", boostDocument: id => addressOf(id).startsWith("api/") ? 0.2 : 1 },
  });
  index.addAll(searchData.entries.map(([, text], id) => ({ id, text })));
  const sentences = searchData.entries.filter((_, id) => inText(id)).length, all = searchData.sentences;
  const first = sentences < all ? `the first ${sentences} of ` : "";
  const searched = `Searches ${first}${all} sentences of the texts, and all headings and paragraphs of these pages.`;

  function element(name, attributes, ...content) {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...content);
    return made;
  }

  /* The text in pieces, with each word that is looked for in a mark. */
  function marked(text, wanted) {
    const pieces = [];
    let end = 0;
    for (const found of text.matchAll(WORD)) {
      if (!wanted.some(word => folded(found[0]).startsWith(word))) continue;
      pieces.push(text.slice(end, found.index), element("mark", {}, found[0]));
      end = found.index + found[0].length;
    }
    return [...pieces, text.slice(end)];
  }

  function item(id, wanted) {
    const [place, text] = searchData.entries[id], pieces = marked(text, wanted);
    const word = encodeURIComponent(pieces[1]?.textContent || "");
    const link = element("a", { href: addressOf(id) + (inText(id) ? `&word=${word}` : "") }, searchData.places[place][0]);
    return element("li", {}, link, element("p", {}, ...pieces));
  }

  function group(heading, ids, wanted) {
    if (!ids.length) return [];
    const list = element("ol", {}, ...ids.slice(0, SHOWN).map(id => item(id, wanted)));
    const more = element("button", { className: "btn" }, `Show all ${ids.length}`);
    more.addEventListener("click", () => {
      list.append(...ids.slice(SHOWN).map(id => item(id, wanted)));
      more.remove();
      list.children[SHOWN].querySelector("a").focus();
    });
    const rest = ids.length > SHOWN ? [more] : [];
    return [element("section", {}, element("h2", {}, `${heading} (${ids.length})`), list, ...rest)];
  }

  function search() {
    const query = field.value.trim(), wanted = wordsOf(query).map(folded);
    const ids = wanted.length ? index.search(query).map(found => found.id) : [];
    results.replaceChildren(
      ...group("In the texts", ids.filter(inText), wanted),
      ...group("On the pages", ids.filter(id => !inText(id)), wanted));
    count.textContent = !wanted.length ? searched : !ids.length ? `Nothing found for “${query}”.`
      : `${ids.length} ${ids.length === 1 ? "passage" : "passages"} found for “${query}”.`;
  }

  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", () => {
    search();
    history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`); // so that Back finds it again
  });
  field.focus();
  search();
})();
