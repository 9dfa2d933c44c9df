import type { DayTick } from '../../core/report/chart-spec.ts';
import { label, line, textWidth } from './markup.ts';

const GAP = 10;

/** Ticks with their labels below an axis of days; labels that would touch the one before are left out. */
export const dayAxis = (
  ticks: readonly DayTick[],
  x: (day: number) => number,
  frame: { readonly top: number; readonly bottom: number },
): string => {
  let free = Number.NEGATIVE_INFINITY;
  return ticks
    .map((tick) => {
      const at = x(tick.x);
      const half = textWidth(tick.label) / 2;
      const fits = at - half >= free;
      if (fits) free = at + half + GAP;
      return (
        line(at, frame.top, at, frame.bottom, 'stroke="#e3e6ea"') +
        (fits ? label(at, frame.bottom + 14, tick.label, { anchor: 'middle', colour: '#444' }) : '')
      );
    })
    .join('');
};
