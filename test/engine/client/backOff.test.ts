import { expect, test } from "vitest";
import { BackOff } from "../../../src/engine/client/backOff.ts";

test("waits the longer the more often something failed, and no longer after a success", () => {
	const backOff = new BackOff([0, 10, 40]);
	const delays = Array.from({ length: 5 }, () => {
		const { delay } = backOff;
		backOff.failed();
		return delay;
	});
	expect(delays).toEqual([0, 0, 10, 40, 40]);
	backOff.succeeded();
	expect(backOff.delay).toBe(0);
	backOff.failed();
	backOff.failed();
	expect(backOff.delay).toBe(10);
});

test("a wait ends when it is over or its signal is aborted", async () => {
	const backOff = new BackOff([1, 2 ** 30]);
	backOff.failed();
	await backOff.wait(new AbortController().signal);
	backOff.failed();
	const controller = new AbortController();
	const waiting = backOff.wait(controller.signal);
	controller.abort();
	await waiting;
	await backOff.wait(AbortSignal.abort());
});
