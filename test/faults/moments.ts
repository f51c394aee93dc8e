import { expect } from "vitest";
import { pcg32 } from "../../src/core/stats/pcg32.ts";
import { goneWithin } from "../engine/client/processes.ts";
import { SEED, sampleOr } from "./form.ts";
import type { Kill } from "./scene.ts";

/** How many moments a process is killed at. */
const MOMENTS = sampleOr(5, 20);

export interface Moment {
	/** Of all answers, in per cent. */
	readonly share: number;
	readonly delayMs: number;
}

/** The first moment is while the model loads, the last when everything is answered, the others in between. */
export function moments(stream: number): readonly Moment[] {
	const random = pcg32(SEED, stream);
	return Array.from({ length: MOMENTS }, (_, at) => {
		const between = 1 + random.below(95);
		return { share: at === 0 ? 0 : at === MOMENTS - 1 ? 100 : between, delayMs: random.below(40) };
	});
}

/** The kill at a moment of an audit that asks that many questions. */
export function killAt(victim: Kill["victim"], { share, delayMs }: Moment, questions: number): Kill {
	return { victim, answers: Math.floor((share / 100) * questions), delayMs };
}

/** Near the end the run may be over before the kill arrives. */
export const mayBeLate = ({ share }: Moment): boolean => share > 90;

/** No engine outlives its parent for long. */
export async function gone(pids: readonly number[]): Promise<void> {
	for (const pid of pids) expect(await goneWithin(pid, 10_000)).toBe(true);
}
