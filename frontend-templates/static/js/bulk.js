// One box that chooses all rows of the list. "x" chooses the row that "j" and "k" have walked to.
export function bulk(root) {
  const form = root.querySelector('[data-bulk]');
  const all = form?.querySelector('[data-all]');
  if (!all) {
    return;
  }
  const boxes = [...form.querySelectorAll('input[name=issue]')];
  const box = all.querySelector('input');
  all.hidden = false;
  box.addEventListener('change', () => boxes.forEach((one) => { one.checked = box.checked; }));
  form.addEventListener('change', () => {
    const chosen = boxes.filter((one) => one.checked).length;
    box.checked = chosen === boxes.length;
    box.indeterminate = chosen > 0 && chosen < boxes.length;
  });
  root.addEventListener('keydown', (event) => {
    const row = event.key === 'x' && !event.ctrlKey && !event.metaKey && !event.altKey
      ? form.querySelector('.row.at input[name=issue]') : null;
    if (row && !event.target.closest('input, textarea, select')) {
      row.click();
    }
  });
}
