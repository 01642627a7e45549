// Draws the lines of a page anew, so that they can be read at the pointer and zoomed. The server's drawing stays for
// those without scripts, and when the library does not come.
import { colour, onTheme } from './theme.js';

const STYLES = [['--link', []], ['--concurrent', [6, 3]], ['--growth', [2, 3]], ['--good', []], ['--nil', [10, 4]],
  ['--other', [1, 4]], ['--text', []]];

export function plots(root) {
  const figures = [...root.querySelectorAll('figure[data-plot]')];
  if (figures.length === 0) {
    return;
  }
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = figures[0].dataset.style;
  document.head.append(style);
  import(figures[0].dataset.library).then(({ default: UPlot }) => figures.forEach((figure) => show(figure, UPlot)));
}

function show(figure, UPlot) {
  const data = JSON.parse(figure.dataset.plot);
  const svg = figure.querySelector('svg');
  const place = document.createElement('div');
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', svg.getAttribute('aria-label'));
  svg.before(place);
  svg.setAttribute('hidden', '');
  figure.querySelector('figcaption').hidden = true;
  let plot;
  const draw = () => {
    plot?.destroy();
    plot = new UPlot(options(data, place.clientWidth), [data.x, ...data.series.map((s) => s.values)], place);
  };
  draw();
  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: 260 })).observe(place);
  onTheme(draw);
}

function options(data, width) {
  const axis = { stroke: colour('--dim'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  const language = document.documentElement.lang || 'en';
  const brief = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 });
  const values = (plot, splits) => splits.map((v) => (v === null || v === undefined ? '' : brief.format(v)));
  return {
    width,
    height: 260,
    scales: { x: { time: false, distr: data.logX ? 3 : 1 }, y: { distr: data.logY ? 3 : 1 } },
    axes: [{ ...axis, label: data.xLabel, size: 30, labelSize: 22, values },
      { ...axis, label: data.yLabel, size: 56, values }],
    series: [
      { label: data.xLabel, value: (plot, v) => (v === null ? '' : brief.format(v)) },
      ...data.series.map((s, i) => ({
        label: s.name,
        stroke: colour(STYLES[i % STYLES.length][0]),
        dash: STYLES[i % STYLES.length][1],
        width: 1.5,
        points: { show: false },
        value: (plot, v) => (v === null ? '' : brief.format(v)),
      })),
    ],
  };
}
