/** The manifest and the code must agree; nothing else would notice before a user does. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const strings = JSON.parse(readFileSync(join(ROOT, "package.nls.json"), "utf8")) as Record<string, string>;
const { commands, menus, configuration, colors, jsonValidation } = manifest.contributes;
const source = globSync("src/extension/**/*.ts", { cwd: ROOT })
	.map((file) => readFileSync(join(ROOT, file), "utf8"))
	.join("\n");
const ids: string[] = commands.map(({ command }: { command: string }) => command);

describe("the manifest", () => {
	it("declares exactly the commands that the entry implements", () => {
		const entry = readFileSync(join(ROOT, "src/extension/main.ts"), "utf8");
		const implemented = [...entry.matchAll(/^\t\t"(palimpsest\.\w+)": \(/gm)].map(([, id]) => id);
		expect(implemented.sort()).toEqual([...ids].sort());
	});

	it("puts every command under the product's name, with a title", () => {
		for (const { category, title } of commands) {
			expect(category).toBe("Palimpsest");
			expect(strings[title.replaceAll("%", "")], title).toMatch(/^[A-Z]/);
		}
	});

	it("names only its own commands in menus, and hides internal ones from the palette", () => {
		const used = Object.values(menus as Record<string, { command: string }[]>).flat();
		for (const { command } of used) expect(ids).toContain(command);
		const hidden = menus.commandPalette.filter(({ when }: { when: string }) => when === "false");
		expect(hidden.map(({ command }: { command: string }) => command).sort()).toEqual([
			"palimpsest.openEvidence",
			"palimpsest.showMenu",
		]);
	});

	it("offers Probe Forget Set on files and folders, and nothing in a restricted workspace", () => {
		const entries = [...menus["explorer/context"], ...menus["editor/context"]];
		expect(entries.map(({ command }: { command: string }) => command)).toContain("palimpsest.probeForgetSet");
		for (const { when } of entries) expect(when).toContain("isWorkspaceTrusted");
		expect(menus["explorer/context"][0].when).toContain("explorerResourceIsFolder");
	});

	it("restricts every setting that can name a file until the workspace is trusted", () => {
		const names = Object.entries(configuration.properties as Record<string, { type: string; enum?: string[] }>)
			.filter(([, { type, enum: values }]) => (type === "string" && !values) || type === "array")
			.map(([name]) => name);
		expect(names).toContain("palimpsest.models.target");
		expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(names.sort());
		expect(manifest.capabilities.untrustedWorkspaces.supported).toBe("limited");
	});

	it("gives every setting a falsy default and a description", () => {
		for (const [name, setting] of Object.entries(configuration.properties as Record<string, Record<string, string>>)) {
			const value: unknown = setting["default"];
			const saysNothing =
				value === "" || value === 0 || value === "off" || (Array.isArray(value) && value.length === 0);
			expect(saysNothing, name).toBe(true);
			expect(strings[(setting["markdownDescription"] ?? "").replaceAll("%", "")], name).toMatch(/\.$/);
		}
	});

	it("declares every setting that the code reads", () => {
		const read = [...source.matchAll(/(?:text|list)\("(\w+)"\)/g)].map(([, name]) => `palimpsest.${name}`);
		const declared = Object.keys(configuration.properties);
		expect(read.length).toBeGreaterThan(4);
		for (const name of read) expect(declared).toContain(name);
	});

	it("points at files that exist", () => {
		const files = [manifest.icon, ...jsonValidation.map(({ url }: { url: string }) => url)];
		for (const file of files) expect(existsSync(join(ROOT, file)), file).toBe(true);
		for (const name of source.matchAll(/"(media|[\w-]+\.svg)"/g)) {
			expect(existsSync(join(ROOT, name[1] === "media" ? "media" : `media/${name[1]}`)), name[1]).toBe(true);
		}
	});

	it("has a string for every placeholder, and no string too many", () => {
		const used = [...readFileSync(join(ROOT, "package.json"), "utf8").matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
		expect([...new Set(used)].sort()).toEqual(Object.keys(strings).sort());
	});

	it("activates on nothing that opens a document", () => {
		expect(manifest.activationEvents).toEqual(["onStartupFinished", "onWebviewPanel:palimpsest.heatmap"]);
	});

	it("defines the six leak colours for all four kinds of theme", () => {
		expect(colors.map(({ id }: { id: string }) => id)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `palimpsest.leak${n}`));
		for (const { defaults } of colors) {
			expect(Object.keys(defaults).sort()).toEqual(["dark", "highContrast", "highContrastLight", "light"]);
		}
	});

	// Text colours of VS Code's default themes, as the editor draws them over our backgrounds.
	it.each([
		["light", "#3b3b3b", 4.5],
		["dark", "#cccccc", 4.5],
		["highContrast", "#ffffff", 7],
		["highContrastLight", "#292929", 7],
	])("keeps text readable on the leak colours (%s)", (theme, text, least) => {
		for (const { id, defaults } of colors.slice(1)) expect(contrast(defaults[theme], text), id).toBeGreaterThan(least);
	});
});

/** WCAG 2.1, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
	const luminance = (colour: string) => {
		const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
			const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
			return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (lighter + 0.05) / (darker + 0.05);
}
