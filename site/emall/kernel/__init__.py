"""What every room may use and what itself knows no room: money, time, codes, refusals, pages."""
