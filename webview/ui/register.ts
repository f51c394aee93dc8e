import "./focusProbe.ts";

import {
	provideVSCodeDesignSystem,
	vsCodeButton,
	vsCodeDropdown,
	vsCodeOption,
	vsCodeProgressRing,
} from "@vscode/webview-ui-toolkit";

/** Defines the kit's elements once. To use another control: a line here and a small file beside this one. */
export function registerControls(): void {
	provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing());
}
