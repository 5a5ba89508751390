import { Fragment } from 'react';
import { WRITE_UPS } from '@/stages/sources';

/** What S0 to S4 stand for. */
export function WriteUps() {
  return <p className="lesson-note">{Object.entries(WRITE_UPS).map(([key, title], i) => <Fragment key={key}>{i > 0 && '. '}{key}: <span lang="en">{title}</span></Fragment>)}.</p>;
}
