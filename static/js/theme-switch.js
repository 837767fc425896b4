// <theme-switch><button aria-pressed>: light or dark. Choosing what the system has anyway forgets the choice.
class ThemeSwitch extends HTMLElement {
  #root = document.documentElement;
  #system = matchMedia("(prefers-color-scheme: dark)");
  #show = () => this.querySelector("button").setAttribute("aria-pressed", this.#scheme === "dark");

  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => this.#choose(this.#scheme === "dark" ? "light" : "dark"));
    this.#system.addEventListener("change", this.#show);
    this.#show();
  }

  disconnectedCallback() {
    this.#system.removeEventListener("change", this.#show);
  }

  get #systemScheme() {
    return this.#system.matches ? "dark" : "light";
  }

  get #scheme() {
    return this.#root.dataset.scheme ?? this.#systemScheme;
  }

  #choose(scheme) {
    const own = scheme === this.#systemScheme ? null : scheme;
    if (own) this.#root.dataset.scheme = own;
    else delete this.#root.dataset.scheme;
    try {
      if (own) localStorage.setItem("scheme", own);
      else localStorage.removeItem("scheme");
    } catch {
      // Storage is closed to us: the choice lasts as long as the page.
    }
    this.#show();
  }
}

customElements.define("theme-switch", ThemeSwitch);
