/** What hues and textures mean, on one line. */
import { t } from '@/core/text';

export function Legend() {
  return (
    <p className="legend">
      <span><i className="legend-hue legend-prefill" aria-hidden="true" />{t('Prefill')}</span>
      <span><i className="legend-hue legend-decode" aria-hidden="true" />{t('Decode')}</span>
      <span><i className="legend-hue legend-around" aria-hidden="true" />{t('Around inference')}</span>
      <span className="legend-gap"><i className="swatch bar-measured" aria-hidden="true" />{t('Measured')}</span>
      <span><i className="swatch bar-modeled" aria-hidden="true" />{t('Modeled')}</span>
      <span><i className="swatch legend-whisker" aria-hidden="true" />{t('Range')}</span>
      <span><i className="swatch bar-recorded" aria-hidden="true" />{t('Recorded')}</span>
      <span title={t('Where steps are too short to be told apart, every tenth or hundredth is marked.')}><i className="legend-steps" aria-hidden="true" />{t('Step (short: ten)')}</span>
    </p>
  );
}
