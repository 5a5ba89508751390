/** Texts of data modules that are translated where they are shown. */
export function* texts(): Iterable<string> {
  // Nothing yet.
}
