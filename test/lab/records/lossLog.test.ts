import { expect, it } from "vitest";
import { LossLog } from "../../../src/lab/records/lossLog.ts";

it("reports the mean of each source since the last report", () => {
	const log = new LossLog<"a" | "b">();
	for (const loss of [1, 2, 6]) log.add("a", loss);
	log.add("b", 5);
	expect([...log.report()]).toEqual([
		["a", 3],
		["b", 5],
	]);
	log.add("b", 1);
	expect([...log.report()]).toEqual([["b", 1]]);
});

it("passes a gate by the mean of its source's last twenty batches, never by fewer", () => {
	const log = new LossLog<"repeats" | "context">();
	for (let i = 0; i < 30; i++) log.add("repeats", 4);
	for (let i = 0; i < 19; i++) log.add("context", 0);
	const gate = { source: "context", below: 0.5 } as const;
	expect(log.passed(gate)).toBe(false);
	log.add("context", 9);
	expect(log.passed(gate)).toBe(true); // 9 / 20
	log.add("context", 2);
	expect(log.passed(gate)).toBe(false); // 11 / 20
	expect(log.passed({ source: "repeats", above: 3.9 })).toBe(true);
	expect(log.passed({ source: "repeats", above: 4 })).toBe(false);
});
