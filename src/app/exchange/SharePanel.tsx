import { useMemo, useRef, useState } from 'react';
import { formatBytes } from '@/core/units';
import { canTravel } from '../share/fleet';
import { useRuns } from '../store/runs';
import { useScenario } from '../store/scenario';
import { useFleet } from '../pages/fleet/state';
import { useView } from '../store/view';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { Switch } from '../ui/Switch';
import { copyText, fileStem, saveText } from './save';
import { embedCode, linkTo, MAX_LINK_CHARS, runToShare, sessionOf, stateToShare } from './share-link';
import { SESSION_FILE } from './names';

/** The link, the choice to send the measured run along, the session file, the embed code. */
export function SharePanel() {
  const [withRun, setWithRun] = useState(false);
  const name = useScenario((s) => s.scenario.name);
  const local = useRuns((s) => s.local);
  const idle = useRuns((s) => s.status === 'idle');
  const opened = useRuns((s) => s.opened !== null);
  const onFleet = useView((s) => s.page === 'fleet');
  const replays = useFleet((s) => !canTravel(s.scenario));
  // The dialog lies over the page: nothing but the lower lane can change meanwhile.
  const plain = useMemo(() => linkTo(stateToShare(false)), []);
  const full = useMemo(() => (local === null || !idle ? null : linkTo(stateToShare(true))), [local, idle]);
  const wanted = withRun && full !== null;
  const link = wanted ? full : plain;
  const tooLong = wanted && !full.handy;
  const saveSession = (): void => saveText(`${fileStem(name)}${SESSION_FILE.extension}`, SESSION_FILE.mimeType, sessionOf(stateToShare(wanted)));
  return (
    <>
      <section className="exchange-part" aria-label="Link">
        {tooLong ? (
          <Notice message={`With the run the link has ${formatBytes(full.href.length)}. Mail and chat cut links above ${formatBytes(MAX_LINK_CHARS)}.`} action="Send a session file instead. It opens here by Import, or dropped on the page.">
            <Button onClick={saveSession}>Save the session file</Button>
          </Notice>
        ) : <Copied label="Link" text={link.href} button="Copy the link" />}
        <p className="exchange-note">{`Page, scenario, pinned runs, view, playhead and theme. ${formatBytes(link.href.length)}.`}</p>
        {link.omitted.length > 0 && !tooLong && <Notice message={`Too long for a link and left out: ${link.omitted.join(', ')}.`} action="The session file has room for it." />}
        {opened && <Notice message="The run in the upper lane came from elsewhere. A link holds its scenario, and the model’s run of it." action="Pin the run for Compare, and it travels along." />}
        {onFleet && replays && <Notice message="This fleet replays a log, which a link cannot hold." action="Send the log itself; it opens on the Fleet page." />}
        {full !== null && runToShare() !== null && (
          <Switch label={`With the run in the lower lane (adds ${formatBytes(Math.max(0, full.href.length - plain.href.length))})`} checked={withRun} onChange={setWithRun} words={{ on: 'yes', off: 'no' }} />
        )}
        {withRun && <p className="exchange-note">The run holds its prompt, its answer, and the names of the browser and the GPU.</p>}
      </section>
      <section className="exchange-part" aria-label="Session file">
        <h3>Session file</h3>
        <p>The same as the link, without a limit of length.</p>
        <div className="exchange-line"><Button onClick={saveSession}>Save the session file</Button></div>
      </section>
      <section className="exchange-part" aria-label="Embed">
        <h3>Embed</h3>
        <p>Paste this into a page. The page can load scenarios, play and listen by messages: see docs/embed.md.</p>
        <Copied label="Embed code" text={embedCode(plain.href, `400ms: ${name}`)} button="Copy the embed code" />
      </section>
    </>
  );
}

/** A text that is there to be copied, with a button that says whether it worked. */
function Copied({ label, text, button }: { label: string; text: string; button: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    if (await copyText(text)) setSaid('Copied.');
    else {
      field.current?.select();
      setSaid('The browser did not allow it. The text is selected: copy it by key.');
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
