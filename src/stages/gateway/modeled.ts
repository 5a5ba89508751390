import { GATEWAY_TYPICAL, tuned } from '@/catalog/stage-budgets';
import type { SpanLine } from '@/core/spans';
import { t } from '@/core/text';
import { significant } from '@/core/units';
import { addLayer, type EarlyEnd, type ModeledRequest } from '../modeling';
import { textFault } from './text-fault';

/** The gateway's five layers. Ends the request at the layer whose failure is injected: 401, 429 or 400; none is billed. */
export function modelGateway(line: SpanLine, request: ModeledRequest): EarlyEnd | null {
  const { gateway, failure } = request.scenario;
  const budgets = GATEWAY_TYPICAL;
  const layer = (id: keyof typeof budgets, attributes = {}): void => {
    const budget = budgets[id];
    addLayer(line, request, 'gateway', id, gateway.profile === 'tuned' ? tuned(budget) : budget, attributes);
  };
  const refused = (id: keyof typeof budgets, httpStatus: number, reason: string): EarlyEnd => ({
    status: 'rejected', stage: 'gateway', layer: id, httpStatus, reason, billed: false,
  });

  layer('tls-termination', { requestBytes: request.promptBytes });
  layer('authentication', { accepted: failure?.kind !== 'unauthorized' });
  if (failure?.kind === 'unauthorized') {
    return refused('authentication', 401, t('The API key is not known. No GPU ever saw the request, and it is not billed.'));
  }
  layer('rate-limiting', { requestsPerMinute: gateway.requestsPerMinute, accepted: failure?.kind !== 'rate-limited' });
  if (failure?.kind === 'rate-limited') {
    const retryAfterS = 60 / gateway.requestsPerMinute;
    return refused('rate-limiting', 429, t('The limit of {perMinute} requests a minute is used up; a token returns every {seconds} s. It is not billed.', {
      perMinute: gateway.requestsPerMinute, seconds: significant(retryAfterS, 2),
    }));
  }
  const { prompt, systemPrompt } = request.scenario.request;
  const empty = prompt.trim() === '';
  const fault = textFault(systemPrompt, 'system') ?? textFault(prompt);
  layer('request-validation', { accepted: failure?.kind !== 'invalid-request' && !empty && fault === null, responseFormat: request.scenario.request.responseFormat });
  if (failure?.kind === 'invalid-request') {
    return refused('request-validation', 400, t('A field of the request does not fit the schema. It is not billed.'));
  }
  if (empty) {
    return refused('request-validation', 400, `${t('The prompt is empty: write something to continue.')} ${t('No model ever saw the request, and it is not billed.')}`);
  }
  if (fault !== null) {
    return refused('request-validation', 400, `${fault} ${t('No model ever saw the request, and it is not billed.')}`);
  }
  layer('billing-clock');
  return null;
}
