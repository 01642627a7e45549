// Plays a simulation. Each moment is drawn by the server and read as it is needed, a few ahead of the one that is shown; the
// address always names the moment, so that it can be passed on.
const AHEAD = 6;
const KEPT = 400;
const STEPS_PER_SECOND = [0.5, 1, 2, 3, 4, 6, 8, 12, 20];

export function player(root) {
  const section = root.querySelector('[data-player]');
  if (section) {
    new Player(section).start();
  }
}

class Player {
  #section;
  #stage;
  #count;
  #n;
  #moments = new Map();
  #timer = 0;
  #wanted = 0;

  constructor(section) {
    this.#section = section;
    this.#stage = section.querySelector('[data-stage]');
    this.#count = Number(section.dataset.count);
    this.#n = Number(section.dataset.n);
    this.#moments.set(this.#n, Promise.resolve(this.#stage.firstElementChild.cloneNode(true)));
  }

  start() {
    const find = (selector) => this.#section.querySelector(selector);
    this.play = find('[data-play]');
    this.scrub = find('[data-scrub]');
    this.speed = find('[data-speed] select');
    for (const hidden of this.#section.querySelectorAll('[data-play], [data-scrub], [data-speed], [data-hint]')) {
      hidden.hidden = false;
    }
    this.scrub.value = String(this.#n);
    this.play.addEventListener('click', () => this.toggle());
    this.scrub.addEventListener('input', () => this.visit(Number(this.scrub.value)));
    find('[data-strip]').addEventListener('click', (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      this.visit(Math.floor((event.clientX - box.left) / box.width * this.#count) + 1);
    });
    document.addEventListener('click', (event) => this.follow(event));
    document.addEventListener('keydown', (event) => this.press(event));
    this.shareButton(find('[data-share]'));
    this.read(this.#n);
  }

  shareButton(button) {
    if (!navigator.clipboard) {
      return;
    }
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(this.address(this.#n));
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 1500);
    });
  }

  address(n) {
    const url = new URL(location.href);
    url.searchParams.set('step', String(n));
    url.hash = '';
    return url.href;
  }

  // Links to moments work without this; with it they stay on the page.
  follow(event) {
    const link = event.target instanceof Element ? event.target.closest('a[data-step], a[data-go]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
      return;
    }
    event.preventDefault();
    const places = { first: 1, previous: this.#n - 1, next: this.#n + 1, last: this.#count };
    this.visit(link.dataset.step ? Number(link.dataset.step) : places[link.dataset.go]);
  }

  press(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')
        || target?.closest('input:not([type=range]), textarea, select, [contenteditable]')) {
      return;
    }
    const go = { ArrowLeft: this.#n - 1, ArrowRight: this.#n + 1, Home: 1, End: this.#count }[event.key];
    if (go !== undefined && !(event.key.startsWith('Arrow') && target?.closest('.wide') && scrolls(target))) {
      event.preventDefault();
      this.visit(go);
    } else if (event.key === ' ' && !target?.closest('button, a, summary')) {
      event.preventDefault();
      this.toggle();
    } else if (/^[1-9]$/.test(event.key)) {
      this.speed.value = event.key;
    }
  }

  toggle() {
    if (this.#timer) {
      this.pause();
      return;
    }
    this.#section.classList.add('playing');
    this.play.setAttribute('aria-label', this.play.dataset.pauseLabel);
    if (this.#n >= this.#count) {
      this.show(1);
    }
    this.tick();
  }

  pause() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#section.classList.remove('playing');
    this.play.setAttribute('aria-label', this.play.dataset.playLabel);
  }

  tick() {
    this.#timer = setTimeout(async () => {
      await this.show(this.#n + 1);
      if (this.#timer && this.#n < this.#count) {
        this.tick();
      } else {
        this.pause();
      }
    }, 1000 / STEPS_PER_SECOND[Number(this.speed.value) - 1]);
  }

  visit(n) {
    this.pause();
    this.show(n);
  }

  async show(asked) {
    const n = Math.min(this.#count, Math.max(1, asked));
    this.#wanted = n;
    this.scrub.value = String(n);
    const moment = await this.read(n);
    if (this.#wanted !== n) {
      return;
    }
    if (!moment) {
      this.pause();
      location.assign(this.address(n));
      return;
    }
    this.#n = n;
    const focused = this.#stage.contains(document.activeElement);
    this.#stage.replaceChildren(moment.cloneNode(true));
    if (focused) {
      this.#stage.querySelector('[aria-current] , .tick.now a')?.focus({ preventScroll: true });
    }
    this.mark(n);
  }

  mark(n) {
    const position = this.#section.querySelector('[data-position]');
    position.setAttribute('x1', String(n - 0.5));
    position.setAttribute('x2', String(n - 0.5));
    for (const row of document.querySelectorAll('tr[data-row]')) {
      row.classList.toggle('now', Number(row.dataset.row) === n);
    }
    const links = { first: 1, previous: Math.max(1, n - 1), next: Math.min(this.#count, n + 1), last: this.#count };
    for (const [name, step] of Object.entries(links)) {
      this.#section.querySelector(`[data-go=${name}]`).href = this.address(step);
    }
    history.replaceState(null, '', this.address(n));
  }

  // The moment of a step, and the next few while nobody waits for them.
  read(n) {
    const moment = this.fetch(n);
    for (let i = n + 1; i <= Math.min(this.#count, n + AHEAD); i++) {
      this.fetch(i);
    }
    for (const old of this.#moments.keys()) {
      if (this.#moments.size <= KEPT) {
        break;
      }
      this.#moments.delete(old);
    }
    return moment;
  }

  fetch(n) {
    if (!this.#moments.has(n)) {
      this.#moments.set(n, this.load(n).catch(() => {
        this.#moments.delete(n);
        return null;
      }));
    }
    return this.#moments.get(n);
  }

  async load(n) {
    const answer = await fetch(`${this.#section.dataset.href}?step=${n}`, { headers: { Accept: 'text/html' } });
    const moment = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.stage');
    if (!answer.ok || !moment) {
      throw new Error(String(answer.status));
    }
    return document.adoptNode(moment);
  }
}

// Arrows belong to a region that has something to scroll to.
function scrolls(target) {
  const region = target.closest('.wide');
  return region.scrollWidth > region.clientWidth + 1;
}
