// Light, dark or as the system has it: at once, and kept by the server, which writes the choice into every page.
export function theme(root) {
  const form = root.querySelector('[data-theme-choice]');
  form?.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (!button) {
      return;
    }
    event.preventDefault();
    show(root, button.value);
    form.querySelector('[aria-current]')?.removeAttribute('aria-current');
    button.setAttribute('aria-current', 'true');
    const body = new URLSearchParams(new FormData(form, button));
    // The answer is the way back to this page, which is open already.
    fetch(form.action, { method: 'POST', body, redirect: 'manual' }).catch(() => {
      // Not kept, but shown.
    });
  });
}

function show(root, name) {
  const system = name === 'system';
  const scheme = root.querySelector('meta[name=color-scheme]');
  if (system) {
    delete root.documentElement.dataset.theme;
  } else {
    root.documentElement.dataset.theme = name;
  }
  scheme.content = system ? 'light dark' : name;
  root.dispatchEvent(new Event('theme'));
}

// Calls back when the colours of the page have changed.
export function onTheme(back) {
  document.addEventListener('theme', back);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', back);
}

// A colour of the style sheet as a canvas takes it: light-dark() is none there.
export function colour(name) {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.documentElement.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
