/** Draws how contenders behave as something grows: one panel a measure, one line a contender. */
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { ScenarioRecord } from './record.js';

const WIDTH = 520;
const HEIGHT = 280;

/** A measure at several sizes; both axes are logarithmic. */
export interface Curve {
  readonly title: string;
  /** What grows. */
  readonly of: string;
  /** The scenario for each size, in any order; those with one unit. */
  readonly at: readonly { readonly size: number; readonly scenario: ScenarioRecord }[];
}

/** The curves, one below the other, as the text of an SVG file. */
export async function curves(title: string, all: readonly Curve[]): Promise<string> {
  const specification: TopLevelSpec = {
    title: { text: title, anchor: 'start', fontSize: 16, offset: 12 },
    background: 'white',
    padding: 16,
    config: { font: 'system-ui, sans-serif', legend: { labelLimit: 240 }, view: { stroke: '#ddd' } },
    spacing: 28,
    vconcat: all.map(panel),
  };
  const view = new View(parse(compile(specification).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

type Panel = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

function panel({ title, of, at }: Curve): Panel {
  const values = at.flatMap(({ size, scenario }) =>
    scenario.entries.map(({ label, median, min, max }) => ({ size, label, median, min, max })),
  );
  const [first] = at;
  const unit = first?.scenario.unit;
  const scale = { type: 'log', nice: false, padding: 16 } as const;
  const y = { type: 'quantitative', scale, title: `${unit?.name}, ${unit?.better} is better` } as const;
  return {
    title: { text: title, anchor: 'start' },
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    encoding: {
      x: {
        field: 'size',
        type: 'quantitative',
        scale,
        title: of,
        axis: { values: at.map(({ size }) => size), format: ',' },
      },
      color: { field: 'label', type: 'nominal', title: null, sort: null },
    },
    layer: [
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { y: { field: 'median', ...y } } },
      {
        mark: { type: 'rule', strokeWidth: 4, opacity: 0.25 },
        encoding: { y: { field: 'min', ...y }, y2: { field: 'max' } },
      },
      {
        mark: { type: 'point', filled: true, size: 50, opacity: 1 },
        encoding: { y: { field: 'median', ...y } },
      },
    ],
  };
}
