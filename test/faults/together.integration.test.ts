/**
 * Two processes on one store and one model at the same time: both finish with the reports of an undisturbed run,
 * nothing is lost, and the second asks nothing that the first had answered before it came.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleOr } from "./form.ts";
import { type Scene, Stage } from "./scene.ts";

const HANG_LIMIT = 300_000;

type Way = "command line" | "language server";
const WAYS: Readonly<Record<Way, (scene: Scene) => Promise<string>>> = {
	"command line": async (scene) => {
		const { code, stderr } = await scene.audit();
		expect(code, stderr).toBe(1);
		return stderr;
	},
	"language server": async (scene) => {
		expect(await scene.auditByServer()).toMatchObject({ signal: null });
		return "";
	},
};

let stage: Stage;
const undisturbed = new Map<Way, readonly string[]>();
let questions: number;

beforeAll(async () => {
	stage = new Stage();
	for (const way of Object.keys(WAYS) as Way[]) {
		const scene = stage.scene(`undisturbed ${way}`);
		await WAYS[way](scene);
		undisturbed.set(way, scene.reports());
		questions = scene.stored;
	}
}, HANG_LIMIT);
afterAll(() => stage?.clear());

describe.each<{ first: Way; second: Way }>([
	{ first: "command line", second: "command line" },
	{ first: "command line", second: "language server" },
	{ first: "language server", second: "command line" },
])("a $first and a $second", ({ first, second }) => {
	test.each(sampleOr([40], [0, 10, 25, 40, 60, 80, 95]))(
		"the second from %d % of the answers on",
		async (share) => {
			const name = `${first} ${second} ${share}`;
			const one = stage.scene(`${name} one`);
			const two = stage.scene(`${name} two`, `${name} one`);
			const running = WAYS[first](one);
			while (one.stored < (share / 100) * questions) await sleep(5);
			const before = one.stored;
			const [, said] = await Promise.all([running, WAYS[second](two)]);

			expect(one.reports()).toEqual(undisturbed.get(first));
			expect(two.reports()).toEqual(undisturbed.get(second));
			expect(one.stored).toBe(questions);
			expect(one.asked.length).toBeLessThanOrEqual(questions);
			expect(two.asked.length).toBeLessThanOrEqual(questions - before);
			const reused = /(\d+) answered from the store/.exec(said)?.[1];
			if (second === "command line") expect(Number(reused)).toBeGreaterThanOrEqual(before);
			expect(one.query("SELECT state FROM runs")).toEqual([{ state: "finished" }, { state: "finished" }]);
			expect(one.query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
		},
		HANG_LIMIT,
	);
});
