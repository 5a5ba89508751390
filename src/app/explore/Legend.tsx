/** What hues and textures mean, on one line. */
export function Legend() {
  return (
    <p className="legend">
      <span><i className="legend-hue legend-prefill" aria-hidden="true" />Prefill</span>
      <span><i className="legend-hue legend-decode" aria-hidden="true" />Decode</span>
      <span><i className="legend-hue legend-around" aria-hidden="true" />Around inference</span>
      <span className="legend-gap"><i className="swatch bar-measured" aria-hidden="true" />Measured</span>
      <span><i className="swatch bar-modeled" aria-hidden="true" />Modeled</span>
      <span><i className="swatch legend-whisker" aria-hidden="true" />Range</span>
      <span><i className="swatch bar-recorded" aria-hidden="true" />Recorded</span>
      <span title="Where steps are too short to be told apart, every tenth or hundredth is marked."><i className="legend-steps" aria-hidden="true" />Step (short: ten)</span>
    </p>
  );
}
