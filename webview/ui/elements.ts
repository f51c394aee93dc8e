import type { HTMLAttributes, Ref } from "preact";

type OfKit = HTMLAttributes<HTMLElement>;

/** The kit's elements as JSX sees them; nothing outside this folder names them. */
declare module "preact" {
	namespace JSX {
		interface IntrinsicElements {
			"vscode-button": OfKit & { appearance?: "primary" | "secondary" | "icon"; disabled?: boolean };
			"vscode-dropdown": Omit<OfKit, "ref"> & {
				ref?: Ref<HTMLElement & { value: string }>;
				position?: "above" | "below";
			};
			"vscode-option": OfKit & { value: string };
			"vscode-progress-ring": OfKit;
		}
	}
}
