/** Draws a run: one panel a scenario, one line a contender, its median as a dot and its range as a bar. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { BenchRecord, ScenarioRecord } from './record.js';
import { rounded } from './tables.js';

const WIDTH = 520;
const LABEL_WIDTH = 330;

/** The run as the text of an SVG file. */
export async function plot(record: BenchRecord): Promise<string> {
  const view = new View(parse(compile(specificationOf(record)).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function specificationOf({ title, scenarios }: BenchRecord): TopLevelSpec {
  return {
    title: { text: title, anchor: 'start', fontSize: 16, offset: 12 },
    background: 'white',
    padding: 16,
    config: { font: 'system-ui, sans-serif', axis: { labelLimit: LABEL_WIDTH }, view: { stroke: '#ddd' } },
    spacing: 28,
    vconcat: scenarios.filter(({ entries }) => entries.length > 0).map(panel),
  };
}

type Panel = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

function panel({ title, unit, entries }: ScenarioRecord): Panel {
  const values = entries.map(({ label, role, median, min, max }) => ({
    label,
    role,
    median,
    min,
    max,
    text: rounded(median),
  }));
  const scale = { type: 'log', nice: false, padding: 24 } as const;
  const x = { type: 'quantitative', scale, title: `${unit.name}, ${unit.better} is better` } as const;
  return {
    title: { text: title, anchor: 'start' },
    width: WIDTH,
    height: { step: 20 },
    data: { values },
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        sort: null,
        title: null,
        axis: { minExtent: LABEL_WIDTH, grid: true },
      },
      color: {
        field: 'role',
        type: 'nominal',
        legend: null,
        scale: { domain: ['subject', 'peer', 'bare'], range: ['#0b6e4f', '#c8553d', '#7a7a7a'] },
      },
    },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 5, opacity: 0.35 },
        encoding: { x: { field: 'min', ...x }, x2: { field: 'max' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { x: { field: 'median', ...x } },
      },
      {
        mark: { type: 'text', dy: -8, fontSize: 9 },
        encoding: { x: { field: 'median', ...x }, text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}
