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

test("what does not fit beside the bar is left out as a whole, the speed before the time left", () => {
	const said = (columns: number) => {
		const { written, output } = terminal(true);
		const view = progressView({ ...output, columns }, () => 0);
		view.follow({ ...progress(999, 2_000, 2_482), tokensPerSecond: 7_985, secondsLeft: 12 });
		return (written[0] ?? "").split("%  ")[1];
	};
	expect(said(100)).toBe("999 of about 2,482 questions, about 0:12 left, 7,985 tokens/s");
	expect(said(80)).toBe("999 of about 2,482 questions, about 0:12 left");
	// The bar takes 32 columns, the words 28, and the last column stays free.
	expect(said(61)).toBe("999 of about 2,482 questions");
	expect(said(60)).toBe("");
});

test("an audit that asked nothing is summed up in no line", () => {
	const { written, output } = terminal(false);
	progressView(output, () => 0).end();
	expect(written).toEqual([]);
});
