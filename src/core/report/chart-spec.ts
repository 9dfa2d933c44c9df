import type { Interval } from '../quantity/figure.ts';

/**
 * A chart as data: what is drawn, in the units of its axes, not how. Values are finite and already scaled, so that a
 * renderer only places them.
 */
export type ChartSpec =
  | IntervalsChart
  | StackChart
  | ParetoChart
  | RooflineChart
  | TimelineChart
  | TornadoChart
  | ScatterChart
  | CurvesChart
  | ScheduleChart
  | HeatChart;

interface ChartBase {
  /** Unique in a document and safe as an identifier. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, for readers who cannot see it. */
  readonly description: string;
}

/** A value with its interval per row, on one axis from zero: ranking scores, power. */
export interface IntervalsChart extends ChartBase {
  readonly kind: 'intervals';
  readonly axis: string;
  readonly rows: readonly (Interval & {
    readonly label: string;
    readonly vendor: string;
    /** The value in words, drawn at the end of the row. */
    readonly text: string;
    /** Rows that miss what was asked are drawn hollow. */
    readonly hollow: boolean;
  })[];
  /** A line across all rows, such as the power of the site. */
  readonly limit: { readonly value: number; readonly label: string } | null;
}

/** Parts that add up, a bar per row: memory against capacity, time of a step, lines of a bill. */
export interface StackChart extends ChartBase {
  readonly kind: 'stack';
  readonly axis: string;
  readonly rows: readonly {
    readonly label: string;
    readonly parts: readonly { readonly name: string; readonly value: number; readonly text: string }[];
    /** The total in words, drawn at the end of the row. */
    readonly text: string;
    /** Where the row must end, such as the memory of a chip; null where there is no such end. */
    readonly capacity: number | null;
  }[];
  /** Names of parts in the order of their colours. */
  readonly names: readonly string[];
  /** Values to compare with, drawn across all rows; the axis reaches them. */
  readonly lines?: readonly { readonly value: number; readonly label: string }[];
}

export interface SeriesIdentity {
  readonly name: string;
  readonly vendor: string;
}

/** Work per chip against speed for one user: a frontier per system, with the point chosen. */
export interface ParetoChart extends ChartBase {
  readonly kind: 'pareto';
  readonly xAxis: string;
  readonly yAxis: string;
  readonly series: readonly (SeriesIdentity & {
    /** Points nothing else of the series beats, slowest user first. */
    readonly frontier: readonly { readonly x: number; readonly y: number }[];
    /** The other points. */
    readonly beaten: readonly { readonly x: number; readonly y: number }[];
    readonly chosen: { readonly x: Interval; readonly y: Interval };
  })[];
  /** Left of this users wait longer than was promised; null without a promise. */
  readonly slowestUser: { readonly x: number; readonly label: string } | null;
}

/** Attainable rate against arithmetic intensity on logarithmic axes, with where the phases of the work sit. */
export interface RooflineChart extends ChartBase {
  readonly kind: 'roofline';
  readonly xAxis: string;
  readonly yAxis: string;
  readonly series: readonly (SeriesIdentity & {
    /** Peak rate and rate per unit of intensity, in units of the y axis; null where the ceilings are not known. */
    readonly roof: { readonly peak: number; readonly slope: number } | null;
    readonly points: readonly { readonly name: string; readonly x: number; readonly y: number }[];
  })[];
}

/** Money spent by the end of each month, with bands, and where one line overtakes another. */
export interface TimelineChart extends ChartBase {
  readonly kind: 'timeline';
  readonly xAxis: string;
  readonly yAxis: string;
  readonly series: readonly (SeriesIdentity & {
    readonly dashed: boolean;
    readonly points: readonly (Interval & { readonly x: number })[];
  })[];
  readonly crossings: readonly { readonly x: number; readonly y: number; readonly label: string }[];
}

/** What single inputs do to a result, largest first, around its estimate. */
export interface TornadoChart extends ChartBase {
  readonly kind: 'tornado';
  readonly axis: string;
  readonly centre: number;
  readonly rows: readonly {
    readonly label: string;
    readonly low: number;
    readonly high: number;
    readonly lowText: string;
    readonly highText: string;
  }[];
}

/** One value against another on logarithmic axes of one scale per panel, with the line on which both are equal. */
export interface ScatterChart extends ChartBase {
  readonly kind: 'scatter';
  readonly xAxis: string;
  readonly yAxis: string;
  readonly panels: readonly {
    readonly name: string;
    /** The unit of both axes; null where points have different ones. */
    readonly unit: string | null;
    /** A few words beside the name. */
    readonly note: string;
    /** Drawn in this order, so that those with fewest points come last and stay visible. */
    readonly series: readonly (SeriesIdentity & {
      /** Both coordinates above zero. */
      readonly points: readonly { readonly x: number; readonly y: number }[];
    })[];
  }[];
  /** Lines beside the one of equality, at these ratios of y to x. */
  readonly ratios: readonly number[];
}

/** A day on an axis of days, with what is written below it. */
export interface DayTick {
  readonly x: number;
  readonly label: string;
}

/** Curves that only rise, over days: what was served up to each day, and how late it may be. */
export interface CurvesChart extends ChartBase {
  readonly kind: 'curves';
  /** Half as high: for values in a narrow range. */
  readonly flat: boolean;
  readonly yAxis: string;
  readonly ticks: readonly DayTick[];
  readonly lines: readonly {
    readonly name: string;
    readonly role: 'plan' | 'baseline' | 'limit' | 'asked';
    readonly points: readonly { readonly x: number; readonly y: number }[];
  }[];
  /** Where the plan may lie. */
  readonly band: readonly { readonly x: number; readonly low: number; readonly high: number }[];
  /** End of what is planned; null where nothing lies behind it. */
  readonly horizon: number | null;
}

/** When things are sent, a row each, over days: the days in which they are accepted, shipments, and dates by odds. */
export interface ScheduleChart extends ChartBase {
  readonly kind: 'schedule';
  readonly ticks: readonly DayTick[];
  readonly reach: number;
  readonly rows: readonly {
    readonly label: string;
    readonly from: number;
    readonly until: number;
    /** Share of the largest shipment, above 0 up to 1. */
    readonly shipments: readonly { readonly x: number; readonly share: number; readonly text: string }[];
    readonly odds: readonly { readonly x: number; readonly text: string }[];
    readonly text: string;
    readonly short: boolean;
  }[];
}

/** Cells that are darker the larger their value, a row per thing and a column per span of days. */
export interface HeatChart extends ChartBase {
  readonly kind: 'heat';
  readonly rows: readonly string[];
  readonly columns: readonly { readonly label: string; readonly text: string }[];
  /** Values are shares of the largest, above 0 up to 1. */
  readonly cells: readonly {
    readonly row: number;
    readonly column: number;
    readonly share: number;
    readonly text: string;
  }[];
  readonly key: { readonly least: string; readonly most: string };
}
