/** A figure and where it comes from. Every number of the catalogue is one of these or lies beside a `source`. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
  /** How it was derived, when it was read, or why it needs a second look. */
  readonly note?: string;
}
