// <contents-marker> around a list of links to headings: marks the one that is being read.
const LINE = 1 / 3; // how far down the window a heading counts as reached

class ContentsMarker extends HTMLElement {
  #observer;

  connectedCallback() {
    const links = new Map([...this.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
    const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const mark = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= innerHeight * LINE + 1);
      const current = passed.at(-1)?.id;
      for (const [id, link] of links) {
        if (id === current) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    };
    // Told when a heading crosses the line, instead of at every scroll.
    this.#observer = new IntersectionObserver(mark, { rootMargin: `0px 0px ${(LINE - 1) * 100}% 0px` });
    for (const heading of headings) this.#observer.observe(heading);
  }

  disconnectedCallback() {
    this.#observer?.disconnect();
  }
}

customElements.define("contents-marker", ContentsMarker);
