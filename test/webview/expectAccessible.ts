import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { ROOT } from "../../scripts/build.ts";

/** Runs axe on the page as it is now and expects nothing serious. */
export async function expectAccessible(page: Page): Promise<void> {
	// Through the protocol and not by a script element, which the policy would refuse.
	await page.evaluate(readFileSync(join(ROOT, "node_modules/axe-core/axe.min.js"), "utf8"));
	const serious = await page.evaluate(async () => {
		const { axe } = window as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
		return (await axe.run()).violations
			.filter(({ impact }) => impact === "serious" || impact === "critical")
			.map(
				({ id, help, nodes }) =>
					`${id}: ${help}: ${nodes
						.slice(0, 3)
						.map((node) => node.html)
						.join(" | ")}`,
			);
	});
	expect(serious).toEqual([]);
}

interface AxeViolation {
	readonly id: string;
	readonly impact: string;
	readonly help: string;
	readonly nodes: readonly { readonly html: string }[];
}
