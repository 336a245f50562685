import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { checkDelivery, checkExchange } from './check.ts';

interface WatchOptions {
  /** False where a test plays a bot that makes mistakes on purpose. */
  requests?: boolean;
}

/**
 * The simulator with every request of the bot, every answer and every delivery held against the contract. Closing it
 * throws when one did not keep it. Every test that needs a cloud in its own process starts it here.
 */
export async function startWatched(
  options: SimulatorOptions = {},
  { requests = true }: WatchOptions = {},
): Promise<Simulator> {
  const broken = new Set<string>();
  const simulator = await startSimulator({
    ...options,
    onExchange: (exchange) => {
      const faults = checkExchange(exchange, { withFaults: simulator.faults.list().length > 0 });
      for (const fault of faults) if (requests || !fault.includes(' request: ')) broken.add(fault);
      options.onExchange?.(exchange);
    },
    onDelivery: (delivery) => {
      for (const fault of checkDelivery(delivery)) broken.add(fault);
      options.onDelivery?.(delivery);
    },
  });
  const close = async () => {
    await simulator.close();
    if (broken.size > 0) throw new Error(`the contract was not kept:\n${[...broken].join('\n')}`);
  };
  return { ...simulator, close, [Symbol.asyncDispose]: close };
}
