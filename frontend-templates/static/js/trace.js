// The text: gaps open in place, and a search that all shown lines answer while typing.
export function trace(root) {
  const section = root.querySelector('section.text');
  if (!section) {
    return;
  }
  section.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-lines]') : null;
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(section, link.href);
    }
  });
  window.addEventListener('hashchange', () => goTo(section));
  goTo(section);
  showEvidence(section);
  search(section);
}

// The line that the address names: its fold opens, and where this page does not have it, it is fetched.
function goTo(section) {
  const number = Number(/^#L(\d{1,9})$/.exec(location.hash)?.[1] ?? 0);
  if (number === 0) {
    return;
  }
  if (!mark(section, `L${number}`)) {
    const address = new URL(location.href);
    address.searchParams.set('lines', `${Math.max(1, number - 20)}-${number + 180}`);
    open(section, address.href);
  }
}

function mark(section, id) {
  const line = document.getElementById(id);
  section.querySelector('.trace p.at')?.classList.remove('at');
  if (!line) {
    return false;
  }
  const fold = line.closest('details');
  if (fold) {
    fold.open = true;
  }
  line.classList.add('at');
  line.scrollIntoView({ block: 'center' });
  return true;
}

// The pane begins where the evidence is, unless the address names a line.
function showEvidence(section) {
  const pane = section.querySelector('.trace');
  const line = location.hash ? null : pane.querySelector('.e');
  if (line && line.offsetTop > pane.clientHeight) {
    pane.scrollTop = line.offsetTop - 3 * line.offsetHeight;
  }
}

async function open(section, href) {
  try {
    const answer = await fetch(href, { headers: { Accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const pane = page.querySelector('.trace');
    if (!answer.ok || !pane) {
      throw new Error(String(answer.status));
    }
    section.querySelector('.trace').replaceWith(document.adoptNode(pane));
    section.querySelector('header > p').replaceWith(document.adoptNode(page.querySelector('section.text header > p')));
    history.replaceState(null, '', href);
    mark(section, new URL(href).hash.slice(1));
  } catch {
    window.location.assign(href);
  }
}

function search(section) {
  const form = section.querySelector('[data-find]');
  const input = form.querySelector('input');
  const output = form.querySelector('output');
  let hits = [];
  let at = -1;
  const mark = () => {
    for (const line of section.querySelectorAll('.hit')) {
      line.classList.remove('hit');
    }
    const words = input.value.toLowerCase();
    const lines = words.length < 2 ? [] : [...section.querySelectorAll('.trace p')];
    hits = lines.filter((line) => line.textContent.toLowerCase().includes(words));
    at = -1;
    output.textContent = words.length < 2 ? '' : say(0);
    for (const line of hits) {
      line.classList.add('hit');
    }
  };
  const say = (number) => output.dataset.pattern.replace('{0}', number).replace('{1}', hits.length);
  input.addEventListener('input', mark);
  // Enter walks the hits on this page; where the page has none or only a part of the text, the server searches.
  form.addEventListener('submit', (event) => {
    if (hits.length === 0 || form.dataset.find === 'partly') {
      return;
    }
    event.preventDefault();
    at = (at + 1) % hits.length;
    const fold = hits[at].closest('details');
    if (fold) {
      fold.open = true;
    }
    hits[at].scrollIntoView({ block: 'center' });
    output.textContent = say(at + 1);
  });
}
