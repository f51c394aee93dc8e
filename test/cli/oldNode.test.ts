import { expect, test } from "vitest";
import { oldNode } from "../../src/cli/oldNode.ts";

test.each(["20.20.2", "22.12.0", "18.0.0"])(
	"Node %s is refused in one sentence that names both versions",
	(version) => {
		expect(oldNode(version)).toMatch(
			new RegExp(`^Palimpsest needs Node 22\\.13 or newer and this is ${version}: .*\\.$`),
		);
	},
);

test.each(["22.13.0", "22.22.1", "24.1.0", "23.0.0"])("Node %s will do", (version) => {
	expect(oldNode(version)).toBeUndefined();
});
