// Follows a simulation that is still to run: told by the server's events, and asked for every few seconds where events do not
// get through. The connection is given back while nobody looks at the page.
const PATIENCE = 4000;

export function live(root) {
  const place = root.querySelector('[data-live]');
  if (place) {
    new Follower(place).start();
  }
}

class Follower {
  #place;
  #source = null;
  #timer = 0;

  constructor(place) {
    this.#place = place;
  }

  start() {
    document.addEventListener('visibilitychange', () => (document.hidden ? this.stop() : this.listen()));
    if (!document.hidden) {
      this.listen();
    }
  }

  listen() {
    this.stop();
    this.#source = new EventSource('/api/v1/events');
    this.#source.addEventListener('simulation', (event) => this.hear(JSON.parse(event.data)));
    // What happened before the connection stood is asked for once it stands.
    this.#source.addEventListener('open', () => this.look());
    this.#timer = setInterval(() => this.look(), PATIENCE);
  }

  stop() {
    this.#source?.close();
    this.#source = null;
    clearInterval(this.#timer);
  }

  hear(event) {
    if (event.id === this.#place.dataset.id && (event.state === 'DONE' || event.state === 'FAILED')) {
      this.finish();
    }
  }

  async look() {
    try {
      const answer = await fetch(`/api/v1/simulations/${this.#place.dataset.id}?steps=1`);
      if (answer.ok) {
        this.hear(await answer.json());
      }
    } catch {
      // The next look may get through.
    }
  }

  async finish() {
    this.stop();
    if (this.#place.dataset.live === 'simulation') {
      location.reload();
      return;
    }
    const answer = await fetch(this.#place.dataset.href, { headers: { Accept: 'text/html' } });
    const section = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.watch');
    if (answer.ok && section) {
      this.#place.replaceWith(document.adoptNode(section));
    }
  }
}
