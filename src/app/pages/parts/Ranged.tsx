import type { ReactNode } from 'react';
import { msg } from '@/core/text';

/** A predicted value, and under it the range in which it lies (5th to 95th percentile). */
export function Ranged({ children, range }: { children: ReactNode; range: string | null }) {
  if (range === null) return <>{children}</>;
  return (
    <span className="ranged">
      <span>{children}</span>
      <span className="ranged-ends">{range}</span>
    </span>
  );
}

/** What the small figures are, said once under a table or chart; shown with `t`. */
export const RANGE_NOTE = msg('Small figures: where each predicted value lies in nine cases of ten, from the model’s own errors against published measurements and the spread of the layers.');
