import type { StageAbout } from '../about';

export const about: StageAbout = {
  id: 'unattributed',
  name: 'Not attributed',
  oneLine: 'Time of an imported trace that no rule lays onto a stage.',
  explanation: [
    'A trace that another tool recorded has spans with its own names. Rules lay them onto the stages; what lies between them, or has a name that no rule knows, belongs to no stage here.',
    'It counts in the total, and in no stage, in no share and not in the network: where it was spent is not known.',
  ],
  layers: [
    { id: 'no-rule', name: 'No rule knows it', what: 'No span that a rule knows covers this time.', local: 'None: every span that is measured here has its place.' },
  ],
  failures: [
    { title: 'A name that no rule knows', what: 'The tool calls its step something else. The list of spans in the import shows which names take the most time.' },
    { title: 'A gap between spans', what: 'Nothing was recorded there: the tool does not trace that step, or it ran in another process whose spans are missing.' },
  ],
  change: [
    'Lay the span onto a stage in the import’s list, or add a rule for its name.',
    'Record the missing step: send the trace context along to the service that ran it.',
  ],
  sources: [
    { key: 'OpenTelemetry', title: 'OpenTelemetry: context propagation', detail: 'Spans of several services become one trace when the context travels with the request.' },
  ],
};
