import { expect, test } from "vitest";
import { progressView } from "../../src/cli/progressView.ts";

function terminal(isTTY: boolean) {
	const written: string[] = [];
	return { written, output: { isTTY, columns: 100, write: (text: string) => written.push(text) > 0 } };
}

const progress = (answered: number, known: number, expected: number) =>
	({ type: "progress", answered, known, expected, reused: 1204, tokensPerSecond: 0, secondsLeft: null }) as const;

test("a log gets a line every two seconds at most, and one at the end", () => {
	const { written, output } = terminal(false);
	let now = 0;
	const view = progressView(output, () => now);
	for (now = 0; now <= 4_000; now += 500) view.follow(progress(now, 2_328, 2_328));
	now = 31_000;
	view.follow(progress(2_328, 2_328, 2_328));
	view.end();
	expect(written.join("").split("\n").slice(0, -1)).toEqual([
		"2,000 of 2,328 questions",
		"4,000 of 2,328 questions",
		"2,328 of 2,328 questions",
		"2,328 questions, 1,204 answered from the store, 31 s",
	]);
});

test("a bar never shrinks when more turns out to be asked", () => {
	const { written, output } = terminal(true);
	const view = progressView(output, () => 0);
	view.follow(progress(50, 60, 100));
	view.follow(progress(51, 150, 200));
	const shares = written.map((line) => Number(/(\d+) %/.exec(line)?.[1]));
	expect(shares).toEqual([50, 50]);
	expect(written[1]).toContain("51 of about 200 questions");
});

test("an audit that asked nothing is summed up in no line", () => {
	const { written, output } = terminal(false);
	progressView(output, () => 0).end();
	expect(written).toEqual([]);
});
