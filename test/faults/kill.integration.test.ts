/**
 * Kills the command line, the language server and the engine with SIGKILL at seeded moments and runs the same command again: the reports must
 * be those of an undisturbed run, byte for byte but for the run's name and times, and nothing answered is asked again.
 * Five moments each in `npm test`, 20 in `npm run test:faults`.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleOr } from "./form.ts";
import { gone, killAt, mayBeLate, moments } from "./moments.ts";
import { Stage } from "./scene.ts";

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

describe("the command line, killed", () => {
	test.each(moments(1))(
		"after $share % of the answers and $delayMs ms",
		async (moment) => {
			const scene = stage.scene(`cli ${moment.share} ${moment.delayMs}`);
			const killed = await scene.audit(killAt("parent", moment, questions));
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
			const { code, stderr } = await scene.audit(killAt("self", moment, questions));
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

describe("the engine, stopped", () => {
	// Half a minute each passes before it counts as dead.
	test.each(sampleOr([], moments(4).slice(1, 4)))(
		"after $share % of the answers and $delayMs ms",
		async (moment) => {
			const scene = stage.scene(`stopped ${moment.share} ${moment.delayMs}`);
			const { code, stderr } = await scene.audit({ ...killAt("self", moment, questions), signal: "SIGSTOP" });
			expect(code, stderr).toBe(1);
			expect(scene.reports()).toEqual(undisturbed);
			expect(scene.stored).toBe(questions);
			await gone(scene.events().map(({ pid }) => pid));
		},
		300_000,
	);
});

describe("the language server, killed", () => {
	let byServer: readonly string[];

	beforeAll(async () => {
		const scene = stage.scene("undisturbed server");
		expect(await scene.auditByServer()).toMatchObject({ signal: null });
		byServer = scene.reports();
	}, 300_000);

	test.each(moments(3))(
		"after $share % of the answers and $delayMs ms",
		async (moment) => {
			const scene = stage.scene(`server ${moment.share} ${moment.delayMs}`);
			const { signal } = await scene.auditByServer(killAt("parent", moment, questions));
			const before = scene.stored;
			const engines = scene.events();
			if (signal !== "SIGKILL") expect(mayBeLate(moment)).toBe(true);

			expect(await scene.auditByServer()).toMatchObject({ signal: null });
			expect(scene.reports()).toEqual(byServer);
			const asked = scene
				.events()
				.slice(engines.length)
				.flatMap(({ asked = [] }) => asked);
			expect(asked).toHaveLength(questions - before);
			await gone(engines.map(({ pid }) => pid));
		},
		300_000,
	);
});
