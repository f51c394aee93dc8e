/**
 * Kills the command line and the engine with SIGKILL at seeded moments and runs the same command again: the reports must
 * be those of an undisturbed run, byte for byte but for the run's name and times, and nothing answered is asked again.
 * PALIMPSEST_KILLS sets how many moments each (5; 20 before a release), PALIMPSEST_KILL_SEED which.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pcg32 } from "../../src/core/stats/pcg32.ts";
import { type Kill, Stage } from "./scene.ts";

const MOMENTS = Number(process.env["PALIMPSEST_KILLS"] ?? 5);
const SEED = Number(process.env["PALIMPSEST_KILL_SEED"] ?? 1);

let stage: Stage;
let undisturbed: readonly string[];
let questions: number;

beforeAll(async () => {
	stage = new Stage();
	const scene = stage.scene("undisturbed");
	const { code, stderr } = await scene.audit();
	expect(code, stderr).toBe(1);
	undisturbed = scene.reports();
	questions = scene.stored;
	expect(questions).toBeGreaterThan(50);
	expect(scene.events().flatMap(({ asked = [] }) => asked)).toHaveLength(questions);
}, 300_000);

afterAll(() => stage?.clear());

interface Moment {
	/** Of all answers, in per cent. */
	readonly share: number;
	readonly delayMs: number;
}

/** The first moment is while the model loads, the last when everything is answered, the others in between. */
function moments(stream: number): readonly Moment[] {
	const random = pcg32(SEED, stream);
	return Array.from({ length: MOMENTS }, (_, at) => {
		const between = 1 + random.below(95);
		return { share: at === 0 ? 0 : at === MOMENTS - 1 ? 100 : between, delayMs: random.below(40) };
	});
}

const due = (victim: Kill["victim"], { share, delayMs }: Moment): Kill => ({
	victim,
	answers: Math.floor((share / 100) * questions),
	delayMs,
});

/** Near the end the run may be over before the kill arrives. */
const mayBeLate = ({ share }: Moment): boolean => share > 90;

describe("the command line, killed", () => {
	test.each(moments(1))(
		"after $share % of the answers and $delayMs ms",
		async (moment) => {
			const scene = stage.scene(`cli ${moment.share} ${moment.delayMs}`);
			const killed = await scene.audit(due("parent", moment));
			const before = scene.stored;
			const engines = scene.events();
			if (killed.signal === "SIGKILL") {
				expect(scene.query("SELECT id FROM runs WHERE state = 'finished'")).toEqual([]);
			} else {
				expect([killed.code, mayBeLate(moment)]).toEqual([1, true]);
			}

			const again = await scene.audit();
			expect(again.code, again.stderr).toBe(1);
			expect(scene.reports()).toEqual(undisturbed);
			const asked = scene
				.events()
				.slice(engines.length)
				.flatMap(({ asked = [] }) => asked);
			expect(asked).toHaveLength(questions - before);
			expect(scene.stored).toBe(questions);
			expect(scene.query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
			await gone(engines.map(({ pid }) => pid));
		},
		300_000,
	);
});

describe("the engine, killed", () => {
	test.each(moments(2))(
		"after $share % of the answers and $delayMs ms",
		async (moment) => {
			const scene = stage.scene(`engine ${moment.share} ${moment.delayMs}`);
			const { code, stderr } = await scene.audit(due("self", moment));
			expect(code, stderr).toBe(1);
			expect(scene.reports()).toEqual(undisturbed);
			expect(scene.stored).toBe(questions);
			const engines = new Set(scene.events().map(({ pid }) => pid));
			if (moment.share > 0 && !mayBeLate(moment)) expect(engines.size).toBe(2);
			const answered = new Set<string>();
			const repeated: string[] = [];
			for (const event of scene.events()) {
				for (const question of event.answered ?? []) answered.add(question);
				repeated.push(...(event.asked ?? []).filter((question) => answered.has(question)));
			}
			expect(repeated).toEqual([]);
		},
		300_000,
	);
});

/** No engine outlives its parent for long. */
async function gone(pids: readonly number[]): Promise<void> {
	const alive = (pid: number) => {
		try {
			process.kill(pid, 0);
			return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
		} catch {
			return false;
		}
	};
	for (let waited = 0; pids.some(alive); waited += 100) {
		expect(waited).toBeLessThan(10_000);
		await sleep(100);
	}
}
