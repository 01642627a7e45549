// Keeps the overview up to date: when an incident comes in, the page is read again and its lists and figures are exchanged,
// at most every two seconds. The connection is given back while nobody looks.
const PAUSE = 2000;

export function feed(root) {
  const place = root.querySelector('[data-feed]');
  if (place) {
    new Feed(place).start();
  }
}

class Feed {
  #place;
  #state;
  #button;
  #source = null;
  #timer = 0;
  #last = 0;
  #held = false;

  constructor(place) {
    this.#place = place;
    this.#state = place.querySelector('[data-live-state]');
    this.#button = place.querySelector('[data-live-pause]');
  }

  start() {
    this.#state.hidden = this.#button.hidden = false;
    this.#button.addEventListener('click', () => {
      this.#held = !this.#held;
      this.#button.textContent = this.#held ? this.#button.dataset.resume : this.#button.dataset.pause;
      this.#follow();
    });
    document.addEventListener('visibilitychange', () => this.#follow());
    this.#follow();
  }

  #follow() {
    this.#source?.close();
    this.#source = null;
    this.#say(false);
    if (document.hidden || this.#held) {
      return;
    }
    this.#source = new EventSource('/api/v1/events');
    for (const type of ['incident', 'issue']) {
      this.#source.addEventListener(type, () => this.#soon());
    }
    this.#source.addEventListener('open', () => {
      this.#say(true);
      if (this.#last > 0) {
        this.#soon();
      }
      this.#last ||= 1;
    });
    this.#source.addEventListener('error', () => this.#say(false));
  }

  #say(on) {
    this.#state.classList.toggle('on', on);
    this.#state.textContent = on ? this.#state.dataset.on : this.#state.dataset.off;
  }

  #soon() {
    if (!this.#timer) {
      this.#timer = setTimeout(() => {
        this.#timer = 0;
        this.#look();
      }, Math.max(100, this.#last + PAUSE - Date.now()));
    }
  }

  async #look() {
    this.#last = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (answer.ok) {
        this.#exchange(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      }
    } catch {
      // The next event tries again.
    }
  }

  #exchange(page) {
    const known = new Set([...this.#place.querySelectorAll('[data-feed-rows] a')].map((a) => a.getAttribute('href')));
    for (const id of ['back', 'new', 'top']) {
      this.#put(document.getElementById(id), page.getElementById(id));
    }
    const rows = page.querySelector('[data-feed-rows]');
    for (const row of rows?.children ?? []) {
      row.classList.toggle('came', !known.has(row.querySelector('a').getAttribute('href')));
    }
    this.#put(this.#place.querySelector('[data-feed-rows]'), rows);
    this.#put(document.querySelector('.heat'), page.querySelector('.heat'));
    this.#figures(page.querySelector('figure[data-chart]'));
  }

  #figures(fresh) {
    const figure = this.#place.querySelector('figure[data-chart]');
    if (!fresh || !figure || figure.dataset.chart === fresh.dataset.chart) {
      return;
    }
    figure.dataset.chart = fresh.dataset.chart;
    this.#put(figure.querySelector('svg[role=img]'), fresh.querySelector('svg[role=img]'), figure.querySelector('.u-hz'));
    this.#put(figure.querySelector('.values table'), fresh.querySelector('.values table'));
    const counts = fresh.querySelectorAll('[data-count]');
    figure.querySelectorAll('[data-count]').forEach((place, i) => {
      place.textContent = place.dataset.sum = counts[i].textContent;
    });
    figure.dispatchEvent(new Event('redraw'));
  }

  #put(old, fresh, hide) {
    if (old && fresh && !old.contains(document.activeElement)) {
      const node = document.adoptNode(fresh);
      if (hide) {
        node.setAttribute('hidden', '');
      }
      old.replaceWith(node);
    }
  }
}
