import { Agent, request } from 'node:http';
import { atLeast, plain, quantile, type Figure } from './figures.ts';

const perSecond = 500;
const seconds = 10;
const beatMs = 10;

/** Pages of the sample blog through a load balancer, asked for at a steady rate whether or not the answers keep up. */
export async function balancerFigures(address: string): Promise<Figure[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { times, errors, took } = await steady((done) => ask(address, agent, done));
  agent.destroy();
  const sorted = times.toSorted((a, b) => a - b);
  return [
    atLeast(`the balancer: sample-blog pages asked for at ${perSecond} /s for ${seconds} s`, times.length / took, perSecond * 0.98, '/s'),
    { what: '  errors', value: `${errors} of ${times.length + errors}`, wanted: '0', holds: errors === 0 },
    plain('  a page: p50, p99', `${quantile(sorted, 0.5).toFixed(0)} ms, ${quantile(sorted, 0.99).toFixed(0)} ms`),
  ];
}

interface Steady {
  readonly times: readonly number[];
  readonly errors: number;
  /** Seconds until the last answer. */
  readonly took: number;
}

/** Keeps to the rate by the clock: what a late beat missed is sent with the next. */
function steady(send: (done: (ms: number | undefined) => void) => void): Promise<Steady> {
  const began = performance.now();
  const times: number[] = [];
  const all = perSecond * seconds;
  let [sent, errors] = [0, 0];
  return new Promise((resolve) => {
    const beat = setInterval(() => {
      const due = Math.min(all, Math.floor(((performance.now() - began) / 1_000) * perSecond));
      for (; sent < due; sent += 1) send(answered);
      if (sent === all) clearInterval(beat);
    }, beatMs);
    const answered = (ms: number | undefined) => {
      if (ms === undefined) errors += 1;
      else times.push(ms);
      if (times.length + errors === all) resolve({ times, errors, took: (performance.now() - began) / 1_000 });
    };
  });
}

function ask(address: string, agent: Agent, done: (ms: number | undefined) => void): void {
  const began = performance.now();
  const url = new URL(`http://${address}/`);
  const asked = request({ host: '127.0.0.1', port: url.port, path: '/', headers: { host: url.host }, agent }, (response) => {
    response.resume().once('end', () => done(response.statusCode === 200 ? performance.now() - began : undefined));
    response.once('error', () => done(undefined));
  });
  asked.once('error', () => done(undefined)).end();
}
