from stagelift.reports.charts.bars import bar
from stagelift.reports.charts.dots import dot
from stagelift.reports.charts.spark import sparkline
from stagelift.reports.charts.trend import Point, trend

__all__ = ["Point", "bar", "dot", "sparkline", "trend"]
