// "/" goes to the search box, "j" and "k" walk the rows of a list or the evidence of a text, "?" shows the keys.
export function keyboard(root) {
  const keys = root.getElementById('keys');
  const opener = root.querySelector('[data-keys]');
  if (keys && opener) {
    opener.hidden = false;
    opener.addEventListener('click', () => keys.showModal());
  }
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || keys?.open) {
      return;
    }
    if (event.key === '/') {
      const search = root.querySelector('input[type=search]');
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === 'j' || event.key === 'k') {
      move(root, event.key === 'j' ? 1 : -1);
    } else if (event.key === '?') {
      keys?.showModal();
    }
  });
}

function isTyping(target) {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function move(root, by) {
  const rows = [...root.querySelectorAll('[data-rows] .row')];
  if (rows.length > 0) {
    const now = rows.findIndex((row) => row.classList.contains('at'));
    const next = now < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + by));
    rows[now]?.classList.remove('at');
    rows[next].classList.add('at');
    rows[next].querySelector('a').focus();
    return;
  }
  const marks = [...root.querySelectorAll('.trace .ms a')];
  if (marks.length > 0) {
    const now = marks.indexOf(root.activeElement);
    marks[now < 0 ? (by > 0 ? 0 : marks.length - 1) : (now + by + marks.length) % marks.length].focus();
  }
}
