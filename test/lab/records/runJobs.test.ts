import { describe, expect, it } from "vitest";
import { runJobs } from "../../../src/lab/records/runJobs.ts";

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

describe("jobs that wait for one another", () => {
	it("run as many at a time as allowed, each after its forerunner", async () => {
		const order: string[] = [];
		let [now, most] = [0, 0];
		const waits = new Map([
			["a", undefined],
			["b", "a"],
			["c", "b"],
			["d", "b"],
			["e", "b"],
		]);
		await runJobs(waits, 2, async (name) => {
			most = Math.max(most, ++now);
			await tick();
			order.push(name);
			now--;
		});
		expect(order.slice(0, 2)).toEqual(["a", "b"]);
		expect(order.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
		expect(most).toBe(2);
	});

	it("leave out what waits for a failure, do the rest, and throw it", async () => {
		const done: string[] = [];
		const waits = new Map([
			["a", undefined],
			["b", "a"],
			["c", "b"],
			["d", "a"],
		]);
		const run = async (name: string) => {
			await tick();
			if (name === "b") throw new Error("b broke");
			done.push(name);
		};
		await expect(runJobs(waits, 1, run)).rejects.toThrow("b broke");
		expect(done).toEqual(["a", "d"]);
	});
});
