import { useMemo, useRef, useState } from 'react';
import { t } from '@/core/text';
import { formatBytes } from '@/core/units';
import { canTravel } from '../share/fleet';
import { useRuns } from '../store/runs';
import { useScenario } from '../store/scenario';
import { useLinkedFleet } from '../pages/fleet/linked';
import { useFleet } from '../pages/fleet/state';
import { useView } from '../store/view';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Switch } from '../ui/Switch';
import { copyText, fileStem, saveText } from './save';
import { embedCode, linkTo, MAX_LINK_CHARS, runToShare, sessionOf, stateToShare, type SharedLink } from './share-link';
import { SESSION_FILE } from './names';

/** The link, the choice to send the runs in the lanes along, the session file, the embed code. */
export function SharePanel() {
  const [lowerChosen, chooseLower] = useState(false);
  const [upperChosen, chooseUpper] = useState(false);
  const name = useScenario((s) => t(s.scenario.name));
  const local = useRuns((s) => s.local);
  const idle = useRuns((s) => s.status === 'idle');
  const opened = useRuns((s) => s.opened);
  const onFleet = useView((s) => s.page === 'fleet');
  const replays = useFleet((s) => !canTravel(s.scenario, s.log?.picture.columns));
  const logged = useLinkedFleet((s) => s.fleet?.log !== undefined);
  // The dialog lies over the page: nothing but the lower lane can change meanwhile.
  const plain = useMemo(() => linkTo(stateToShare(false)), []);
  const withLower = useMemo(() => (local === null || !idle ? null : linkTo(stateToShare(true, false))), [local, idle]);
  const withUpper = useMemo(() => (opened === null ? null : linkTo(stateToShare(false, true))), [opened]);
  const lower = lowerChosen && withLower !== null;
  const upper = upperChosen && withUpper !== null;
  const both = useMemo(() => (lower && upper ? linkTo(stateToShare(true)) : null), [lower, upper]);
  const link = both ?? (lower ? withLower : upper ? withUpper : plain);
  const tooLong = (lower || upper || logged) && !link.handy;
  const saveSession = (): void => saveText(`${fileStem(name)}${SESSION_FILE.extension}`, SESSION_FILE.mimeType, sessionOf(stateToShare(lower, upper)));
  return (
    <>
      <section className="exchange-part" aria-label={t('Link')}>
        {tooLong ? (
          <Notice message={lower || upper ? tooLongWords(link) : t('With its log the fleet is too long for a link: mail and chat cut links above {most}.', { most: formatBytes(MAX_LINK_CHARS) })} action={t('Send a session file instead. It opens here by Import, or dropped on the page.')}>
            <Button onClick={saveSession}>{t('Save the session file')}</Button>
          </Notice>
        ) : <Copied label={t('Link')} text={link.href} button={t('Copy the link')} />}
        <p className="exchange-note">{t('Page, scenario, pinned runs, view, playhead and theme. {size}.', { size: formatBytes(link.href.length) })}</p>
        {link.omitted.length > 0 && !tooLong && <Notice message={t('Too long for a link and left out: {fields}.', { fields: link.omitted.join(', ') })} action={t('The session file has room for it.')} />}
        {opened !== null && !upper && <Notice message={t('The run in the upper lane came from elsewhere. A link holds its scenario, and the model’s run of it.')} action={t('Put the run in, or pin it for Compare, and it travels along.')} />}
        {onFleet && replays && <Notice message={t('This fleet replays a log, which a link cannot hold.')} action={t('Send the log itself; it opens on the Fleet page.')} />}
        {withUpper !== null && <Switch label={t('With the run in the upper lane ({adds})', { adds: added(withUpper, plain) })} checked={upperChosen} onChange={chooseUpper} words={{ on: t('yes'), off: t('no') }} />}
        {upper && <p className="exchange-note">{t('The run holds what its source told: the attributes of its spans, and its prompt and answer where they are known.')}</p>}
        {withLower !== null && runToShare() !== null && <Switch label={t('With the run in the lower lane ({adds})', { adds: added(withLower, plain) })} checked={lowerChosen} onChange={chooseLower} words={{ on: t('yes'), off: t('no') }} />}
        {lowerChosen && <p className="exchange-note">{t('The run holds its prompt, its answer, and the names of the browser and the GPU.')}</p>}
      </section>
      <section className="exchange-part" aria-label={t('Session file')}>
        <h3>{t('Session file')}</h3>
        <p>{t('The same as the link, without a limit of length.')}</p>
        <div className="exchange-line"><Button onClick={saveSession}>{t('Save the session file')}</Button></div>
      </section>
      <section className="exchange-part" aria-label={t('Embed')}>
        <h3>{t('Embed')}</h3>
        <p>{t('Paste this into a page. The page can load scenarios, play and listen by messages: see docs/embed.md.')}</p>
        <Copied label={t('Embed code')} text={embedCode(plain.href, `400ms: ${name}`)} button={t('Copy the embed code')} />
      </section>
    </>
  );
}

const added = (link: SharedLink, plain: SharedLink): string =>
  link.runLeft ? t('too long for a link') : t('adds {size}', { size: formatBytes(Math.max(0, link.href.length - plain.href.length)) });

const tooLongWords = ({ runLeft, href }: SharedLink): string =>
  runLeft
    ? t('With the run the link would be too long for a browser. Mail and chat cut links above {most}.', { most: formatBytes(MAX_LINK_CHARS) })
    : t('With the run the link has {size}. Mail and chat cut links above {most}.', { size: formatBytes(href.length), most: formatBytes(MAX_LINK_CHARS) });

/** A text that is there to be copied, with a button that says whether it worked. */
function Copied({ label, text, button }: { label: string; text: string; button: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    if (await copyText(text)) setSaid(t('Copied.'));
    else {
      field.current?.select();
      setSaid(t('The browser did not allow it. The text is selected: copy it by key.'));
    }
  };
  return (
    <div className="exchange-line">
      <textarea ref={field} className="exchange-text" aria-label={label} readOnly rows={2} value={text} onFocus={(event) => event.currentTarget.select()} />
      <Button kind="primary" onClick={() => void copy()}>{button}</Button>
      <span role="status" className="exchange-note">{said}</span>
    </div>
  );
}
