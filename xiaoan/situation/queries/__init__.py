"""Reading situation: boards, one indicator, the map, the big screen."""
