/** The write-ups' claims as live experiments. */
import { useEffect } from 'react';
import { msg, t } from '@/core/text';
import { CLAIMS } from '@/decisions/claims';
import { Segments } from '../../explore/Segments';
import { useScenario } from '../../store/scenario';
import { PageFrame } from '../parts/PageFrame';
import { Unserved } from '../parts/Unserved';
import { ClaimItem } from './ClaimItem';
import { runClaims, useClaims, type Setup } from './store';
import { tally } from './view';
import './claims.css';

const LEAD = msg('What the write-ups claim, each tried on the model over a range of set-ups: the numbers it gives, whether the statement holds, and where that turns.');
const SETUPS = [['own', msg('Each claim’s own')], ['screen', msg('As on screen')]] as const;

export function ClaimsPage() {
  const setup = useClaims((s) => s.setup);
  const settled = useClaims((s) => s.settled);
  useEffect(() => void runClaims(useClaims.getState().setup, useScenario.getState().scenario), []);
  const choose = (next: Setup): void => void runClaims(next, useScenario.getState().scenario);
  return (
    <PageFrame title={t('Claims')} lead={t(LEAD)}>
      <div className="claims-bar">
        <Segments label={t('Set-up')} value={setup} options={SETUPS.map(([id, label]) => [id, t(label)] as const)} onChange={choose} />
        <p role="status" className="figure-summary">{tally(settled, CLAIMS.length)}</p>
      </div>
      {setup === 'screen' && <Unserved />}
      <ol className="claims">
        {CLAIMS.map((claim, i) => <ClaimItem key={claim.id} claim={claim} settled={settled[claim.id] ?? null} open={i === 0} />)}
      </ol>
    </PageFrame>
  );
}
