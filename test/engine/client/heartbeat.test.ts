import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Heartbeat } from "../../../src/engine/client/heartbeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("who never answers is noticed once, after the limit and not long before", () => {
	const [ping, silent] = [vi.fn(), vi.fn()];
	new Heartbeat(15_000, ping, silent);
	vi.advanceTimersByTime(15_000);
	expect(ping).toHaveBeenCalledTimes(15);
	expect(silent).not.toHaveBeenCalled();
	vi.advanceTimersByTime(60_000);
	expect(silent).toHaveBeenCalledTimes(1);
	expect(ping).toHaveBeenCalledTimes(15);
});

test("any sign of life starts the count anew, and a stopped one counts no more", () => {
	const silent = vi.fn();
	const heartbeat = new Heartbeat(15_000, () => {}, silent);
	for (let i = 0; i < 10; i++) {
		vi.advanceTimersByTime(14_000);
		heartbeat.heard();
	}
	expect(silent).not.toHaveBeenCalled();
	heartbeat.stop();
	vi.advanceTimersByTime(100_000);
	expect(silent).not.toHaveBeenCalled();
	expect(vi.getTimerCount()).toBe(0);
});
