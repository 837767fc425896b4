"""The words of the demo publication: one module for each section, and one for the publication itself."""

from . import commons, essays, measure, water, workshop

SECTIONS = [water.SECTION, workshop.SECTION, measure.SECTION, commons.SECTION, essays.SECTION]
