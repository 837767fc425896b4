/* A still picture with a link; the player takes its place when the reader asks for it. Nothing is fetched before that. */
class VideoPlayer extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    if (!link) return;
    link.role = "button";
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.play();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      this.play();
    });
  }

  play() {
    const player = this.hasAttribute("file") ? this.video() : this.frame();
    player.title = this.getAttribute("label");
    player.src = this.getAttribute("src");
    this.replaceChildren(player);
    player.focus();
  }

  video() {
    return Object.assign(document.createElement("video"), { controls: true, autoplay: true, playsInline: true });
  }

  frame() {
    return Object.assign(document.createElement("iframe"), {
      allow: "autoplay; fullscreen; picture-in-picture",
      referrerPolicy: "strict-origin-when-cross-origin",
    });
  }
}

customElements.define("video-player", VideoPlayer);
