// Every script of the public pages but templates/scheme.js. site_project/static_files.py puts the files themselves here.
import "./theme-switch.js";
import "./contents-marker.js";
import "./copy-links.js";
import "./share-button.js";
import "./video-player.js";
