import { expect, test } from "vitest";
import type { AuditorEvent } from "../../src/runtime/auditor.ts";
import { ProgressMeter } from "../../src/runtime/progressMeter.ts";

function meter() {
	const clock = { ms: 0 };
	const events: Extract<AuditorEvent, { type: "progress" }>[] = [];
	return {
		clock,
		events,
		meter: new ProgressMeter(
			(event) => events.push(event),
			() => clock.ms,
		),
	};
}

test("says at most 20 things a second, and the last one in the end", () => {
	const { clock, events, meter: it } = meter();
	it.asking();
	for (let at = 1; at <= 3000; at++) {
		clock.ms = at;
		it.counted(at, 5000);
	}
	expect(events.length).toBeGreaterThan(50);
	expect(events.length).toBeLessThanOrEqual(61);
	it.flush();
	expect(events.at(-1)).toMatchObject({ answered: 3000, known: 5000 });
	const said = events.length;
	it.flush();
	expect(events).toHaveLength(said);
});

test("speed is that of the last five seconds, time left that of the questions really asked", () => {
	const { clock, events, meter: it } = meter();
	it.reused(100);
	it.counted(100, 200);
	expect(events.at(-1)).toMatchObject({ reused: 100, tokensPerSecond: 0, secondsLeft: null });
	clock.ms = 1_000;
	it.asking();
	// Ten questions of 50 tokens in two seconds: 250 tokens and 5 questions a second, 90 left.
	for (let at = 1; at <= 10; at++) {
		clock.ms = 1_000 + at * 200;
		it.decoded(50);
		it.counted(100 + at, 200);
	}
	it.flush();
	expect(events.at(-1)?.tokensPerSecond).toBeCloseTo(250);
	expect(events.at(-1)?.secondsLeft).toBeCloseTo(18);
	clock.ms = 60_000;
	it.counted(110, 200);
	expect(events.at(-1)?.tokensPerSecond).toBe(0);
});
