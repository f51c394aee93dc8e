import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The variables VS Code 1.139 gives a webview that ours reads, under its four standard themes. */
export const THEMES = {
	light: {
		bodyClass: "vscode-light",
		variables: {
			"editor-background": "#ffffff",
			"editor-foreground": "#3b3b3b",
			foreground: "#3b3b3b",
			"panel-border": "#e5e5e5",
			focusBorder: "#005fb8",
			"editorError-foreground": "#e51400",
			"editorWarning-foreground": "#bf8803",
			"editorInfo-foreground": "#1a85ff",
			"list-hoverBackground": "#f2f2f2",
			"list-activeSelectionBackground": "#e8e8e8",
			"list-activeSelectionForeground": "#000000",
			"list-inactiveSelectionBackground": "#e4e6f1",
			"scrollbarSlider-background": "rgba(100, 100, 100, 0.4)",
			"button-background": "#005fb8",
			"button-foreground": "#ffffff",
			"button-secondaryBackground": "#e5e5e5",
			"button-secondaryForeground": "#3b3b3b",
			"dropdown-background": "#ffffff",
			"dropdown-foreground": "#3b3b3b",
			"dropdown-border": "#cecece",
			"icon-foreground": "#3b3b3b",
		},
	},
	dark: {
		bodyClass: "vscode-dark",
		variables: {
			"editor-background": "#1f1f1f",
			"editor-foreground": "#cccccc",
			foreground: "#cccccc",
			"panel-border": "#2b2b2b",
			focusBorder: "#0078d4",
			"editorError-foreground": "#f14c4c",
			"editorWarning-foreground": "#cca700",
			"editorInfo-foreground": "#3794ff",
			"list-hoverBackground": "#2a2d2e",
			"list-activeSelectionBackground": "#04395e",
			"list-activeSelectionForeground": "#ffffff",
			"list-inactiveSelectionBackground": "#37373d",
			"scrollbarSlider-background": "rgba(121, 121, 121, 0.4)",
			"button-background": "#0078d4",
			"button-foreground": "#ffffff",
			"button-secondaryBackground": "#313131",
			"button-secondaryForeground": "#cccccc",
			"dropdown-background": "#313131",
			"dropdown-foreground": "#cccccc",
			"dropdown-border": "#3c3c3c",
			"icon-foreground": "#cccccc",
		},
	},
	"high-contrast": {
		bodyClass: "vscode-high-contrast",
		variables: {
			"editor-background": "#000000",
			"editor-foreground": "#ffffff",
			foreground: "#ffffff",
			contrastBorder: "#6fc3df",
			contrastActiveBorder: "#f38518",
			"panel-border": "#6fc3df",
			focusBorder: "#f38518",
			"editorError-foreground": "#f48771",
			"editorWarning-foreground": "#ffd370",
			"editorInfo-foreground": "#3794ff",
			"button-background": "#000000",
			"button-foreground": "#ffffff",
			"button-border": "#6fc3df",
			"button-secondaryForeground": "#ffffff",
			"dropdown-background": "#000000",
			"dropdown-foreground": "#ffffff",
			"dropdown-border": "#6fc3df",
			"icon-foreground": "#ffffff",
		},
	},
	"high-contrast-light": {
		bodyClass: "vscode-high-contrast vscode-high-contrast-light",
		variables: {
			"editor-background": "#ffffff",
			"editor-foreground": "#292929",
			foreground: "#292929",
			contrastBorder: "#0f4a85",
			contrastActiveBorder: "#006bbd",
			"panel-border": "#0f4a85",
			focusBorder: "#006bbd",
			"editorError-foreground": "#b5200d",
			"editorWarning-foreground": "#895503",
			"editorInfo-foreground": "#1a85ff",
			"button-background": "#0f4a85",
			"button-foreground": "#ffffff",
			"button-secondaryBackground": "#ffffff",
			"button-secondaryForeground": "#292929",
			"button-border": "#0f4a85",
			"dropdown-background": "#ffffff",
			"dropdown-foreground": "#292929",
			"dropdown-border": "#0f4a85",
			"icon-foreground": "#292929",
		},
	},
} as const;

/** Our own colours as the manifest contributes them: the page is tested in what people will see. */
function contributed(theme: ThemeName): readonly (readonly [string, string])[] {
	const key = (
		{
			light: "light",
			dark: "dark",
			"high-contrast": "highContrast",
			"high-contrast-light": "highContrastLight",
		} as const
	)[theme];
	const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
	const colours: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[] =
		manifest.contributes?.colors ?? [];
	return colours.map(({ id, defaults }) => [id.replaceAll(".", "-"), defaults[key] ?? "transparent"]);
}

export type ThemeName = keyof typeof THEMES;

/** As the style sheet VS Code puts before ours. */
export function themeStyle(name: ThemeName): string {
	const shared = {
		"font-family": '"DejaVu Sans", sans-serif',
		"font-size": "13px",
		"editor-font-family": '"DejaVu Sans Mono", monospace',
		"editor-font-size": "13px",
	};
	const lines = [...Object.entries({ ...shared, ...THEMES[name].variables }), ...contributed(name)].map(
		([key, value]) => `--vscode-${key}: ${value};`,
	);
	return `:root { ${lines.join(" ")} } body { background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); padding: 0 20px; }`;
}
